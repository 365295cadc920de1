package dev.redstart.websocket;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

import org.jspecify.annotations.Nullable;

/**
 * How a connection ended.
 *
 * @param code the code of the close frame that began the end, the peer's or our own; 1005 if the peer's held none, 1006
 *            if there was no close frame at all
 * @param clean whether close frames went both ways (RFC 6455 7.1.4)
 * @param begunBy who began it
 * @param cause what went wrong: a {@link ProtocolException}, the socket's exception, the listener's exception, a
 *            timeout; null if nothing did
 */
public record CloseReason(int code, boolean clean, Side begunBy, @Nullable Throwable cause) {
    public enum Side {
        SERVER, PEER
    }

    /** The end that no close frame announced. */
    static CloseReason abnormal(@Nullable Throwable cause) {
        return new CloseReason(CloseCode.ABNORMAL, false, isOurs(cause) ? Side.SERVER : Side.PEER, cause);
    }

    /** A channel found closed was closed by this server, and any exception that is not about the network is our own. */
    private static boolean isOurs(@Nullable Throwable cause) {
        return cause instanceof ClosedChannelException || (cause != null && !(cause instanceof IOException));
    }

    static CloseReason begunByServer(int code, @Nullable Throwable cause) {
        return new CloseReason(code, false, Side.SERVER, cause);
    }

    static CloseReason begunByPeer(int code) {
        return new CloseReason(code, false, Side.PEER, null);
    }

    CloseReason cleanly() {
        return new CloseReason(code, true, begunBy, cause);
    }
}
