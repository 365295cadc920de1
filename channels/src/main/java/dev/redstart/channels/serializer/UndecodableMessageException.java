package dev.redstart.channels.serializer;

import org.jspecify.annotations.Nullable;

/** A message of a client is not what the serializer reads. The connection is closed with 1011 (PROTOCOL.md 8). Never holds the content. */
public final class UndecodableMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UndecodableMessageException(String message) {
        this(message, null);
    }

    public UndecodableMessageException(String message, @Nullable Throwable cause) {
        // a client can cause it at will, so it must be cheap: no stack trace
        super(message, cause, false, false);
    }
}
