package dev.redstart.websocket;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 7692 5.1 and 7.1. */
class DeflateNegotiationTest {
    private static final String ACCEPTED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"permessage-deflate|''",
            "permessage-deflate; client_max_window_bits|; client_max_window_bits=15",
            "permessage-deflate; client_max_window_bits=15|; client_max_window_bits=15",
            "permessage-deflate; client_max_window_bits=8|; client_max_window_bits=8",
            "permessage-deflate; client_max_window_bits=\"10\"|; client_max_window_bits=10",
            "permessage-deflate; server_max_window_bits=15|; server_max_window_bits=15",
            "permessage-deflate; server_no_context_takeover|''",
            "permessage-deflate; client_no_context_takeover|''",
            "permessage-deflate; client_max_window_bits; server_max_window_bits=15; client_no_context_takeover|"
                    + "; client_max_window_bits=15; server_max_window_bits=15"})
    void offersThatCanBeHonouredAreAccepted(String offer, String confirmed) {
        assertThat(answer(offer)).contains(ACCEPTED + confirmed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server_max_window_bits", "server_max_window_bits=8", "server_max_window_bits=14",
            "server_max_window_bits=7", "server_max_window_bits=16", "server_max_window_bits=015",
            "server_max_window_bits=+15", "server_max_window_bits=x", "client_max_window_bits=7",
            "client_max_window_bits=16", "client_max_window_bits=08", "client_max_window_bits=1e1",
            "client_max_window_bits=-9", "server_no_context_takeover=1", "server_no_context_takeover=true",
            "client_no_context_takeover=15", "unknown", "unknown=1", "Server_no_context_takeover",
            "client_max_window_bits; client_max_window_bits", "client_max_window_bits=10; client_max_window_bits=10",
            "server_no_context_takeover; server_no_context_takeover",
            "server_max_window_bits=15; server_max_window_bits=15", "client_max_window_bits; unknown"})
    void otherOffersAreDeclinedWhole(String parameters) {
        assertThat(answer("permessage-deflate; " + parameters)).isEmpty();
    }

    @Test
    void theFirstOfferThatCanBeHonouredIsTaken() {
        assertThat(answer("permessage-deflate; server_max_window_bits=10, permessage-deflate; client_max_window_bits=9,"
                + " permessage-deflate")).contains(ACCEPTED + "; client_max_window_bits=9");
        assertThat(answer("x-other; a=1, permessage-deflate; unknown, permessage-deflate")).contains(ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-webkit-deflate-frame", "permessage-deflat", "Permessage-Deflate", "permessage-bzip2"})
    void otherExtensionsAreIgnored(String offer) {
        assertThat(answer(offer)).isEmpty();
    }

    private static Optional<String> answer(String header) {
        return ExtensionOffer.parse(List.of(header)).flatMap(DeflateNegotiation::answer);
    }
}
