package dev.redstart.websocket;

import java.io.Serial;

/**
 * The peer broke a rule of RFC 6455 or one of the {@link WebSocketLimits}. Carries the code the connection is to be
 * closed with. It has no stack trace: it tells about the peer's bytes, not about our code, and peers can cause it as
 * often as they like.
 */
public final class ProtocolException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int closeCode;

    ProtocolException(int closeCode, String message) {
        super(message, null, false, false);
        this.closeCode = closeCode;
    }

    public int closeCode() {
        return closeCode;
    }
}
