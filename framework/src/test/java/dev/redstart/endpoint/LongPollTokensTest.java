package dev.redstart.endpoint;

import java.time.Duration;
import java.time.Instant;

import dev.redstart.endpoint.token.Refusal;
import dev.redstart.endpoint.token.TokenResult;
import dev.redstart.endpoint.token.TokenResult.Refused;
import dev.redstart.endpoint.token.TokenResult.Valid;
import dev.redstart.endpoint.token.Tokens;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What clients on long-poll show: PROTOCOL.md 17. That other texts are refused is tested with {@link Tokens}. */
class LongPollTokensTest {
    private static final Duration TWO_WEEKS = Duration.ofDays(14);

    private Instant now = Instant.parse("2026-11-23T00:00:00Z");
    private final LongPoll options = LongPoll.on();

    private Tokens tokens(LongPoll of) {
        return of.tokens(() -> now);
    }

    @Test
    void section17aTokenCountsForTwoWeeks() {
        var token = tokens(options).sign("session");
        now = now.plus(TWO_WEEKS);
        assertThat(tokens(options).verify(token)).isEqualTo(new Valid<>("session"));
        now = now.plusMillis(1);
        assertThat(tokens(options).verify(token)).isEqualTo(refused(Refusal.EXPIRED));
    }

    @Test
    void section17whoeverHasTheSecretKnowsTheTokensAndNobodyElse() {
        var secret = new byte[32];
        var token = tokens(options.secret(secret)).sign("session");
        assertThat(tokens(LongPoll.on().secret(secret)).verify(token)).isEqualTo(new Valid<>("session"));
        assertThat(tokens(LongPoll.on()).verify(token)).as("a secret of its own").isEqualTo(refused(Refusal.INVALID));
        secret[0] = 1;
        assertThat(tokens(options.secret(secret)).verify(token)).isEqualTo(refused(Refusal.INVALID));
    }

    private static TokenResult<String> refused(Refusal why) {
        return new Refused<>(why);
    }
}
