package dev.redstart.endpoint;

import java.util.Objects;

import dev.redstart.websocket.WebSocketLimits;

/**
 * How a socket is mounted. Immutable; each method gives a changed copy.
 *
 * @param origins which web pages may connect; by default those of the host the request was sent to
 * @param limits what one connection may cost
 */
public record SocketOptions(OriginPolicy origins, WebSocketLimits limits) {
    private static final SocketOptions DEFAULTS = new SocketOptions(OriginPolicy.requestHost(),
            WebSocketLimits.defaults());

    public SocketOptions {
        Objects.requireNonNull(origins, "origins");
        Objects.requireNonNull(limits, "limits");
    }

    /** The defaults. */
    public static SocketOptions defaults() {
        return DEFAULTS;
    }

    /** With that origin check. */
    public SocketOptions origins(OriginPolicy other) {
        return new SocketOptions(other, limits);
    }

    /** With those limits. */
    public SocketOptions limits(WebSocketLimits other) {
        return new SocketOptions(origins, other);
    }
}
