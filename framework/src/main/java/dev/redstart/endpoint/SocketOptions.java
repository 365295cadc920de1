package dev.redstart.endpoint;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import dev.redstart.websocket.Compression;
import dev.redstart.websocket.WebSocketLimits;
import org.jspecify.annotations.Nullable;

/** How a socket is mounted. Immutable; each method gives a changed copy. */
public final class SocketOptions {
    private static final SocketOptions DEFAULTS = new SocketOptions(
            new Access(OriginPolicy.requestHost(), false, List.of(), null),
            new Transport(WebSocketLimits.defaults(), Runtime.getRuntime().maxMemory() / 4, "websocket", null),
            null, () -> Drain.DEFAULT);

    /** Who gets in. */
    private record Access(OriginPolicy origins, boolean authToken, List<String> subprotocols,
            @Nullable SessionCookie session) {
        Access {
            Objects.requireNonNull(origins, "origins");
            subprotocols = List.copyOf(subprotocols);
            if (session != null && !session.csrf() && origins.isAny()) {
                throw new IllegalArgumentException("a socket with a session must check the origin or the CSRF token:"
                        + " with both off any page could use a visitor's session (PROTOCOL.md 1)");
            }
        }
    }

    /** What it is like over WebSocket. */
    private record Transport(WebSocketLimits limits, long maxUnfinishedBytes, String segment,
            @Nullable Compression compression) {
        Transport {
            Objects.requireNonNull(limits, "limits");
            if (maxUnfinishedBytes < 1) {
                throw new IllegalArgumentException("maxUnfinishedBytes must be >= 1, was " + maxUnfinishedBytes);
            }
            Objects.requireNonNull(segment, "segment");
        }
    }

    private final Access access;
    private final Transport webSocket;
    private final @Nullable LongPoll longPoll;
    private final Supplier<Drain> drain;

    private SocketOptions(Access access, Transport webSocket, @Nullable LongPoll longPoll, Supplier<Drain> drain) {
        this.access = access;
        this.webSocket = webSocket;
        this.longPoll = longPoll;
        this.drain = Objects.requireNonNull(drain, "drain");
    }

    /** The defaults: pages of the host the request was sent to, WebSocket only. */
    public static SocketOptions defaults() {
        return DEFAULTS;
    }

    private SocketOptions access(Access other) {
        return new SocketOptions(other, webSocket, longPoll, drain);
    }

    private SocketOptions webSocket(Transport other) {
        return new SocketOptions(access, other, longPoll, drain);
    }

    /** Which web pages may connect. */
    public SocketOptions origins(OriginPolicy other) {
        return access(new Access(other, access.authToken, access.subprotocols, access.session));
    }

    /**
     * Reads the token that clients send as a subprotocol, or over long-poll as a header (PROTOCOL.md 4). Tokens should be URL-safe ASCII:
     * browsers refuse what is no legal subprotocol.
     */
    public SocketOptions authToken(boolean on) {
        return access(new Access(access.origins, on, access.subprotocols, access.session));
    }

    /** Subprotocols the server speaks, most wanted first; a client that offers others only is refused. */
    public SocketOptions subprotocols(String... names) {
        return access(new Access(access.origins, access.authToken, List.of(names), access.session));
    }

    /**
     * Where browsers' sessions are.
     *
     * @throws IllegalArgumentException if neither the origin nor the CSRF token would be checked
     */
    public SocketOptions session(SessionCookie cookie) {
        return access(new Access(access.origins, access.authToken, access.subprotocols,
                Objects.requireNonNull(cookie, "cookie")));
    }

    /** What one connection may cost. */
    public SocketOptions limits(WebSocketLimits other) {
        return webSocket(new Transport(other, webSocket.maxUnfinishedBytes, webSocket.segment, webSocket.compression));
    }

    /**
     * How much memory the messages of all connections of this mount may take together before they are whole, a quarter of the heap unless
     * set. A client that would exceed it is closed with 1013.
     */
    public SocketOptions maxUnfinishedBytes(long max) {
        return webSocket(new Transport(webSocket.limits, max, webSocket.segment, webSocket.compression));
    }

    /** WebSocket at another last segment of the path than {@code websocket}. */
    public SocketOptions webSocketAt(String segment) {
        return webSocket(new Transport(webSocket.limits, webSocket.maxUnfinishedBytes, segment, webSocket.compression));
    }

    /** WebSocket at the path of the mount itself: for clients that are no Phoenix clients. */
    public SocketOptions webSocketAtMount() {
        return webSocketAt("");
    }

    /**
     * Compresses messages with clients that offer permessage-deflate (RFC 7692). Off unless this is called: it takes CPU,
     * and see {@link Compression} for what it tells those who listen.
     */
    public SocketOptions compression(Compression how) {
        return webSocket(
                new Transport(webSocket.limits, webSocket.maxUnfinishedBytes, webSocket.segment,
                        Objects.requireNonNull(how, "how")));
    }

    /** Long-poll, too. */
    public SocketOptions longPoll(LongPoll options) {
        return new SocketOptions(access, webSocket, Objects.requireNonNull(options, "options"), drain);
    }

    /** How connections are sent elsewhere when the endpoint stops. */
    public SocketOptions drain(Drain other) {
        Objects.requireNonNull(other, "other");
        return drain(() -> other);
    }

    /** The same, asked for when the time has come; its limit counts as it was when the endpoint started, which asks for it, too. */
    public SocketOptions drain(Supplier<Drain> asked) {
        return new SocketOptions(access, webSocket, longPoll, asked);
    }

    /** Which web pages may connect. */
    public OriginPolicy origins() {
        return access.origins;
    }

    /** What one connection may cost. */
    public WebSocketLimits limits() {
        return webSocket.limits;
    }

    long maxUnfinishedBytes() {
        return webSocket.maxUnfinishedBytes;
    }

    boolean authToken() {
        return access.authToken;
    }

    List<String> subprotocols() {
        return access.subprotocols;
    }

    Optional<SessionCookie> session() {
        return Optional.ofNullable(access.session);
    }

    String webSocketSegment() {
        return webSocket.segment;
    }

    Optional<Compression> compression() {
        return Optional.ofNullable(webSocket.compression);
    }

    Optional<LongPoll> longPoll() {
        return Optional.ofNullable(longPoll);
    }

    /** Asks anew each time. */
    Drain drain() {
        return Objects.requireNonNull(drain.get(), "the drain of a socket");
    }
}
