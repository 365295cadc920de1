package dev.redstart.websocket;

import java.time.Duration;
import java.util.Objects;

/**
 * What one connection may cost and how long it may be silent. Immutable, shared by all connections of an endpoint.
 *
 * @param maxFrameBytes the longest frame a client may send, header included; also bounds a message sent in one frame
 * @param maxMessageBytes the longest message assembled from several frames
 * @param maxOutboundBytes how many bytes may wait for a slow client; a frame that finds nothing waiting is always taken
 * @param maxOutboundFrames how many frames may wait for a slow client
 * @param overflow what is done when more would have to wait
 * @param idleTimeout the longest silence of a client: only received bytes count, not sent ones
 * @param closeTimeout how long the end of a connection may take from our close frame on
 */
public record WebSocketLimits(int maxFrameBytes, int maxMessageBytes, int maxOutboundBytes, int maxOutboundFrames,
        Overflow overflow, Duration idleTimeout, Duration closeTimeout) {

    /** What is done when a client is too slow for what it is sent. */
    public enum Overflow {
        /** It is closed with 1013 instead of all that has not begun to leave, and reset if even that cannot leave in time. */
        CLOSE,
        /** Of the frames that may be dropped, the oldest are, until the new one fits. */
        DROP_OLDEST,
        /** The new one is dropped if it may be; else the newest of those that may be. */
        DROP_NEWEST,
        /**
         * A frame with a conflation key takes the place of the one that waits under the same key, as soon as anything
         * waits, and goes to the end only if others wait behind that one which are not conflated: the client gets the
         * latest of each. It is closed if that is still too much.
         */
        CONFLATE;

        boolean isDropping() {
            return this == DROP_OLDEST || this == DROP_NEWEST;
        }
    }

    private static final WebSocketLimits DEFAULTS = new WebSocketLimits(10_000_000, 8_000_000, 1 << 20, 1_000,
            Overflow.CLOSE, Duration.ofSeconds(60), Duration.ofSeconds(5));

    public WebSocketLimits {
        requirePositive("maxFrameBytes", maxFrameBytes);
        requirePositive("maxMessageBytes", maxMessageBytes);
        requirePositive("maxOutboundBytes", maxOutboundBytes);
        requirePositive("maxOutboundFrames", maxOutboundFrames);
        Objects.requireNonNull(overflow, "overflow");
        requirePositive("idleTimeout", idleTimeout);
        requirePositive("closeTimeout", closeTimeout);
    }

    public static WebSocketLimits defaults() {
        return DEFAULTS;
    }

    public WebSocketLimits withMaxFrameBytes(int max) {
        return new WebSocketLimits(max, maxMessageBytes, maxOutboundBytes, maxOutboundFrames, overflow, idleTimeout,
                closeTimeout);
    }

    public WebSocketLimits withMaxMessageBytes(int max) {
        return new WebSocketLimits(maxFrameBytes, max, maxOutboundBytes, maxOutboundFrames, overflow, idleTimeout,
                closeTimeout);
    }

    public WebSocketLimits withMaxOutbound(int maxBytes, int maxFrames) {
        return new WebSocketLimits(maxFrameBytes, maxMessageBytes, maxBytes, maxFrames, overflow, idleTimeout,
                closeTimeout);
    }

    public WebSocketLimits withOverflow(Overflow policy) {
        return new WebSocketLimits(maxFrameBytes, maxMessageBytes, maxOutboundBytes, maxOutboundFrames, policy,
                idleTimeout, closeTimeout);
    }

    public WebSocketLimits withIdleTimeout(Duration timeout) {
        return new WebSocketLimits(maxFrameBytes, maxMessageBytes, maxOutboundBytes, maxOutboundFrames, overflow,
                timeout,
                closeTimeout);
    }

    public WebSocketLimits withCloseTimeout(Duration timeout) {
        return new WebSocketLimits(maxFrameBytes, maxMessageBytes, maxOutboundBytes, maxOutboundFrames, overflow,
                idleTimeout,
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
