package dev.redstart.websocket;

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

    /** The end that no close frame announced. A channel that is closed already was closed by this server. */
    static CloseReason abnormal(@Nullable Throwable cause) {
        return new CloseReason(CloseCode.ABNORMAL, false,
                cause instanceof ClosedChannelException ? Side.SERVER : Side.PEER,
                cause);
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
