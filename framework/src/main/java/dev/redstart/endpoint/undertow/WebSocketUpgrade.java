package dev.redstart.endpoint.undertow;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.redstart.websocket.HandshakeRequest;
import dev.redstart.websocket.SocketIo;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;

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
        exchange.upgradeChannel((connection, _) -> connection.getIoThread().execute(() -> open(connection, opened)));
        headers.forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        exchange.endExchange();
    }

    private static void open(StreamConnection connection,
            Function<? super SocketIo, ? extends SocketIo.Listener> opened) {
        try {
            new UpgradedSocketIo(connection, opened).start();
        } catch (RuntimeException | Error e) {
            IoUtils.safeClose(connection);
            UpgradedSocketIo.report(e);
        }
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
