package dev.redstart.endpoint;

import java.time.Duration;
import java.time.Instant;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The tokens of PROTOCOL.md 17. */
class SessionTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

    private final SessionTokens tokens = new SessionTokens(new byte[32]);
    private final String token = tokens.sign("session", NOW);

    @Test
    void section17aTokenIsGoodForTwoWeeks() {
        assertThat(tokens.verify(token, NOW)).contains("session");
        assertThat(tokens.verify(token, NOW.plus(SessionTokens.MAX_AGE))).contains("session");
        assertThat(tokens.verify(token, NOW.plus(SessionTokens.MAX_AGE).plusSeconds(1))).isEmpty();
        assertThat(tokens.verify(token, NOW.minus(Duration.ofSeconds(1)))).as("from the future").isEmpty();
    }

    @Test
    void anotherKeysTokenIsNotOurs() {
        var other = new byte[32];
        other[0] = 1;
        assertThat(new SessionTokens(other).verify(token, NOW)).isEmpty();
    }

    @Property
    void fuzzNoOtherTextIsAToken(@ForAll String text) {
        assertThat(tokens.verify(text, NOW)).isEmpty();
        assertThat(tokens.verify(text + "." + text, NOW)).isEmpty();
    }

    @Property
    void fuzzAChangedTokenIsNone(@ForAll int at, @ForAll char c) {
        var index = Math.floorMod(at, token.length() - 1); // bits of the last character mean nothing
        var changed = token.substring(0, index) + c + token.substring(index + 1);
        assertThat(tokens.verify(changed, NOW).isPresent()).isEqualTo(changed.equals(token));
    }
}
