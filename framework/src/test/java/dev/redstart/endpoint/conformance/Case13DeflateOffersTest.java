package dev.redstart.endpoint.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.Deflated;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which offers of permessage-deflate are accepted, and how (RFC 7692 7.1). {@code DeflateNegotiationTest} has them all. */
class Case13DeflateOffersTest {
    private static final String ACCEPTED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    private static final Pattern ANSWER = Pattern.compile("(?i)\r\nSec-WebSocket-Extensions: *(.*)\r\n");
    private static final String TEXT = "again and ".repeat(100);

    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    private static Peer connect(String... offers) throws IOException {
        return SERVER.connect(EchoServer.DEFLATE, headers(offers));
    }

    private static String headers(String... offers) {
        return "Sec-WebSocket-Extensions: " + String.join("\r\nSec-WebSocket-Extensions: ", offers) + "\r\n";
    }

    private static void isAccepted(Peer peer, String answer) throws IOException {
        assertThat(ANSWER.matcher(peer.head()).results().map(found -> found.group(1))).containsExactly(answer);
        byte[] message = ClientFrame.masked(Peer.FIN | Peer.COMPRESSED | Peer.TEXT, 1,
                Deflated.deflate(Peer.utf8(TEXT)));
        peer.sends(message).gets(ServerFrame.compressedText(TEXT));
        peer.sends(message).gets(ServerFrame.compressedText(TEXT));
    }

    private static void isDeclined(Peer peer) throws IOException {
        assertThat(peer.head()).doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
        peer.sends(ClientFrame.text(TEXT)).gets(ServerFrame.text(TEXT));
        peer.sends(ClientFrame.masked(Peer.FIN | Peer.COMPRESSED | Peer.TEXT, 1, Deflated.deflate(Peer.utf8(TEXT))))
                .isClosedWith(1002);
    }

    /** 13.1 to 13.4 as far as they ask for no smaller window of ours. */
    @ParameterizedTest
    @CsvSource({"permessage-deflate, ''", "permessage-deflate; client_max_window_bits, ; client_max_window_bits=15",
            "permessage-deflate; client_no_context_takeover; client_max_window_bits=9, ; client_max_window_bits=9",
            "permessage-deflate; server_no_context_takeover, ''",
            "permessage-deflate; server_max_window_bits=15, ; server_max_window_bits=15",
            "permessage-deflate;client_max_window_bits=\"8\", ; client_max_window_bits=8"})
    void whatCanBeHonouredIsConfirmed(String offer, String confirmed) throws IOException {
        try (var peer = connect(offer)) {
            isAccepted(peer, ACCEPTED + confirmed);
        }
    }

    /** 13.5 to 13.7, and what is illegal. */
    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate; server_max_window_bits=8",
            "permessage-deflate; server_max_window_bits=14",
            "permessage-deflate; server_max_window_bits=16", "permessage-deflate; server_max_window_bits",
            "permessage-deflate; server_max_window_bits=015", "permessage-deflate; client_max_window_bits=7",
            "permessage-deflate; client_max_window_bits=abc", "permessage-deflate; server_no_context_takeover=yes",
            "permessage-deflate; client_no_context_takeover=0", "permessage-deflate; unheard_of",
            "permessage-deflate; client_max_window_bits; client_max_window_bits", "x-other; a=b", "permessage-bzip2"})
    void whatCannotBeHonouredIsDeclined(String offer) throws IOException {
        try (var peer = connect(offer)) {
            isDeclined(peer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {", ", "\r\nSec-WebSocket-Extensions: "})
    void theNextOfferIsConsidered(String separator) throws IOException {
        try (var peer = connect("permessage-deflate; server_max_window_bits=9" + separator
                + "x-other" + separator + "permessage-deflate; client_max_window_bits=11" + separator
                + "permessage-deflate")) {
            isAccepted(peer, ACCEPTED + "; client_max_window_bits=11");
        }
    }

    @Test
    void mountsWithoutCompressionDeclineAll() throws IOException {
        try (var peer = SERVER.connect(EchoServer.PLAIN, headers("permessage-deflate"))) {
            isDeclined(peer);
        }
    }

    @Test
    void nobodyGetsWhatHeDidNotOffer() throws IOException {
        try (var peer = SERVER.connect(EchoServer.DEFLATE, "")) {
            isDeclined(peer);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ";", "permessage-deflate;", "permessage-deflate; =15",
            "permessage-deflate client_max_window_bits",
            "permessage-deflate; client_max_window_bits=", "permessage-deflate; client_max_window_bits=\"15",
            "permessage-deflate; client_max_window_bits=\"1 5\"", "permessage/deflate", "permessage-deflate, x;"})
    void whatIsNoListOfExtensionsIsRefused(String header) throws IOException {
        for (var mount : new String[]{EchoServer.DEFLATE, EchoServer.PLAIN}) {
            try (var client = SERVER.ask(EchoServer.handshake(mount, headers(header)))) {
                assertThat(client.readHead()).startsWith("HTTP/1.1 400");
                assertThat(new String(client.read(20), StandardCharsets.US_ASCII))
                        .isEqualTo("'sec-websocket-exten");
            }
        }
    }
}
