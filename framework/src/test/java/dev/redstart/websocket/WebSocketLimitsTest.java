package dev.redstart.websocket;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WebSocketLimitsTest {
    private final WebSocketLimits limits = WebSocketLimits.defaults();

    @Test
    void defaultsAreThoseOfTheProtocol() {
        assertThat(limits).isEqualTo(new WebSocketLimits(10_000_000, 8_000_000, 1_048_576, 1_000,
                WebSocketLimits.Overflow.CLOSE, Duration.ofMinutes(1),
                Duration.ofSeconds(5)));
    }

    @Test
    void eachLimitCanBeChangedByItself() {
        assertThat(limits.withMaxFrameBytes(1).withMaxMessageBytes(2).withMaxOutbound(3, 4)
                .withOverflow(WebSocketLimits.Overflow.CONFLATE)
                .withIdleTimeout(Duration.ofNanos(5))
                .withCloseTimeout(Duration.ofNanos(6)))
                .isEqualTo(new WebSocketLimits(1, 2, 3, 4, WebSocketLimits.Overflow.CONFLATE, Duration.ofNanos(5),
                        Duration.ofNanos(6)));
    }

    @Test
    void whatCannotBeIsRefusedByName() {
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxFrameBytes(0))
                .withMessage("maxFrameBytes must be >= 1, was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withMaxOutbound(1, -1))
                .withMessage("maxOutboundFrames must be >= 1, was -1");
        assertThatIllegalArgumentException().isThrownBy(() -> limits.withCloseTimeout(Duration.ZERO))
                .withMessage("closeTimeout must be > 0, was PT0S");
    }
}
