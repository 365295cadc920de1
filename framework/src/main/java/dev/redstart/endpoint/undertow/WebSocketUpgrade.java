package dev.redstart.endpoint.undertow;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.redstart.endpoint.limit.Seat;
import dev.redstart.websocket.HandshakeRequest;
import dev.redstart.websocket.SocketIo;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;

/** Turns an Undertow exchange into a socket of our own. */
public final class WebSocketUpgrade {
    private WebSocketUpgrade() {}

    /** The exchange as the handshake checks see it. */
    public static HandshakeRequest request(HttpServerExchange exchange) {
        return new ExchangeRequest(exchange);
    }

    /**
     * Answers 101 with these headers, ends the exchange and hands the socket over. May be called by any thread that may
     * end the exchange.
     *
     * @param opened makes the socket's listener; called on the IO thread, before anything is read, unless the client
     *             goes first
     */
    public static void perform(HttpServerExchange exchange, Map<String, String> headers,
            Function<? super SocketIo, ? extends SocketIo.Listener> opened) {
        perform(exchange, headers, opened, Seat.uncounted());
    }

    /** @param seat given back if no listener is made */
    static void perform(HttpServerExchange exchange, Map<String, String> headers,
            Function<? super SocketIo, ? extends SocketIo.Listener> opened, Seat seat) {
        var upgrade = new PendingUpgrade(forwardedFor(exchange), opened, seat);
        if (seat.isCounted()) {
            exchange.getConnection().addCloseListener(_ -> upgrade.abandon());
            if (!exchange.getConnection().isOpen()) { // its listeners may have been called already
                upgrade.abandon();
            }
        }
        exchange.upgradeChannel(upgrade);
        headers.forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        exchange.endExchange();
    }

    /** Null if the client is the peer itself. */
    private static @Nullable InetSocketAddress forwardedFor(HttpServerExchange exchange) {
        InetSocketAddress client = exchange.getSourceAddress();
        return client.equals(exchange.getConnection().getPeerAddress()) ? null : client;
    }

    private record ExchangeRequest(HttpServerExchange exchange) implements HandshakeRequest {
        @Override
        public String method() {
            return exchange.getRequestMethod().toString();
        }

        @Override
        public String httpVersion() {
            return exchange.getProtocol().toString();
        }

        @Override
        public List<String> headers(String name) {
            HeaderValues values = exchange.getRequestHeaders().get(name);
            return values == null ? List.of() : List.copyOf(values);
        }
    }
}
