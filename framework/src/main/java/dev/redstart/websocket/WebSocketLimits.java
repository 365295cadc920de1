package dev.redstart.websocket;

import java.time.Duration;

/**
 * What one connection may cost and how long it may be silent. Immutable, shared by all connections of an endpoint.
 *
 * @param maxFrameBytes the longest frame a client may send, header included; also bounds a message sent in one frame
 * @param maxMessageBytes the longest message assembled from several frames
 * @param maxOutboundBytes how many bytes may wait for a slow client; a frame that finds nothing waiting is always taken
 * @param maxOutboundFrames how many frames may wait for a slow client
 * @param idleTimeout the longest silence of a client: only received bytes count, not sent ones
 * @param closeTimeout how long the end of a connection may take from our close frame on
 */
public record WebSocketLimits(int maxFrameBytes, int maxMessageBytes, int maxOutboundBytes, int maxOutboundFrames,
        Duration idleTimeout, Duration closeTimeout) {

    private static final WebSocketLimits DEFAULTS = new WebSocketLimits(10_000_000, 8_000_000, 1 << 20, 1_000,
            Duration.ofSeconds(60), Duration.ofSeconds(5));

    public WebSocketLimits {
        requirePositive("maxFrameBytes", maxFrameBytes);
        requirePositive("maxMessageBytes", maxMessageBytes);
        requirePositive("maxOutboundBytes", maxOutboundBytes);
        requirePositive("maxOutboundFrames", maxOutboundFrames);
        requirePositive("idleTimeout", idleTimeout);
        requirePositive("closeTimeout", closeTimeout);
    }

    public static WebSocketLimits defaults() {
        return DEFAULTS;
    }

    public WebSocketLimits withMaxFrameBytes(int max) {
        return new WebSocketLimits(max, maxMessageBytes, maxOutboundBytes, maxOutboundFrames, idleTimeout,
                closeTimeout);
    }

    public WebSocketLimits withMaxMessageBytes(int max) {
        return new WebSocketLimits(maxFrameBytes, max, maxOutboundBytes, maxOutboundFrames, idleTimeout, closeTimeout);
    }

    public WebSocketLimits withMaxOutbound(int maxBytes, int maxFrames) {
        return new WebSocketLimits(maxFrameBytes, maxMessageBytes, maxBytes, maxFrames, idleTimeout, closeTimeout);
    }

    public WebSocketLimits withIdleTimeout(Duration timeout) {
        return new WebSocketLimits(maxFrameBytes, maxMessageBytes, maxOutboundBytes, maxOutboundFrames, timeout,
                closeTimeout);
    }

    public WebSocketLimits withCloseTimeout(Duration timeout) {
        return new WebSocketLimits(maxFrameBytes, maxMessageBytes, maxOutboundBytes, maxOutboundFrames, idleTimeout,
                timeout);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be >= 1, was " + value);
        }
    }

    private static void requirePositive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + " must be > 0, was " + value);
        }
    }
}
