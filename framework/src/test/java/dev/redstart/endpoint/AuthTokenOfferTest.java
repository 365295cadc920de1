package dev.redstart.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** PROTOCOL.md 4. */
class AuthTokenOfferTest {
    private static final String PREFIX = "base64url.bearer.phx.";

    @Test
    void section4exactlyOneEntryIsTheToken() {
        assertThat(AuthTokenOffer.of(List.of("phoenix", PREFIX + "YWJj")))
                .isEqualTo(new AuthTokenOffer(List.of("phoenix"), Optional.of("abc"), false));
        assertThat(AuthTokenOffer.of(List.of("phoenix")).token()).isEmpty();
        var two = List.of("phoenix", PREFIX + "YWJj", PREFIX + "YWJk");
        assertThat(AuthTokenOffer.of(two)).isEqualTo(new AuthTokenOffer(two, Optional.empty(), false));
    }

    @Property
    void section4devBothAlphabetsPaddedOrNot(@ForAll byte[] token) {
        for (var encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder(), Base64.getEncoder().withoutPadding(),
                Base64.getUrlEncoder().withoutPadding())) {
            assertThat(AuthTokenOffer.of(List.of(PREFIX + encoder.encodeToString(token))).token())
                    .contains(new String(token, StandardCharsets.ISO_8859_1));
        }
    }

    @Property
    void fuzzWhateverIsOfferedIsATokenOrMalformed(@ForAll String text) {
        var offer = AuthTokenOffer.of(List.of(PREFIX + text));
        assertThat(offer.token().isPresent()).isNotEqualTo(offer.malformed());
    }
}
