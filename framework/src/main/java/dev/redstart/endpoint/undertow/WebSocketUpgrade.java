package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.redstart.websocket.HandshakeRequest;
import dev.redstart.websocket.SocketIo;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Options;
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
        var client = forwardedFor(exchange);
        exchange.upgradeChannel(
                (connection, _) -> connection.getIoThread().execute(() -> open(connection, client, opened)));
        headers.forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
        exchange.endExchange();
    }

    /** Null if the client is the peer itself. */
    private static @Nullable InetSocketAddress forwardedFor(HttpServerExchange exchange) {
        InetSocketAddress client = exchange.getSourceAddress();
        return client.equals(exchange.getConnection().getPeerAddress()) ? null : client;
    }

    private static void open(StreamConnection connection, @Nullable InetSocketAddress client,
            Function<? super SocketIo, ? extends SocketIo.Listener> opened) {
        try {
            if (connection instanceof ThrowAwayConnection http) {
                ByteBuffer early = http.early();
                start(http.detach(), client, early, opened);
            } else {
                connection.setOption(Options.TCP_NODELAY, true);
                start(connection, client, null, opened);
            }
        } catch (IOException e) { // the client has gone first
            IoUtils.safeClose(connection);
        }
    }

    private static void start(StreamConnection socket, @Nullable InetSocketAddress client, @Nullable ByteBuffer early,
            Function<? super SocketIo, ? extends SocketIo.Listener> opened) {
        try {
            socket(socket, client, opened).start(early);
        } catch (RuntimeException | Error e) {
            IoUtils.safeClose(socket);
            ConduitSocketIo.report(e);
        }
    }

    private static ConduitSocketIo socket(StreamConnection connection, @Nullable InetSocketAddress client,
            Function<? super SocketIo, ? extends SocketIo.Listener> opened) {
        return client == null
                ? new ConduitSocketIo(connection, opened)
                : new ForwardedSocketIo(connection, client, opened);
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
