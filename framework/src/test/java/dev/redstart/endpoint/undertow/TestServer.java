package dev.redstart.endpoint.undertow;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;

import javax.net.ssl.SSLContext;

import dev.redstart.websocket.Handshake;
import dev.redstart.websocket.Handshake.Refusal;
import dev.redstart.websocket.HandshakeRequest;
import dev.redstart.websocket.SocketIo;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;

/** The least that is needed around {@link WebSocketUpgrade}: a server on a free port that upgrades whatever may be. */
final class TestServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final Undertow undertow;

    private TestServer(Undertow undertow) {
        this.undertow = undertow;
    }

    static TestServer start(Function<SocketIo, SocketIo.Listener> opened) {
        return start(opened, Undertow.builder().addHttpListener(0, HOST));
    }

    static TestServer startTls(Function<SocketIo, SocketIo.Listener> opened, SSLContext context) {
        return start(opened, Undertow.builder().addHttpsListener(0, HOST, context));
    }

    private static TestServer start(Function<SocketIo, SocketIo.Listener> opened, Undertow.Builder builder) {
        Undertow undertow = builder.setIoThreads(2).setWorkerThreads(1)
                .setHandler(exchange -> upgrade(exchange, opened))
                .build();
        undertow.start();
        return new TestServer(undertow);
    }

    int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
    }

    @Override
    public void close() {
        undertow.stop();
    }

    private static void upgrade(HttpServerExchange exchange, Function<SocketIo, SocketIo.Listener> opened) {
        HandshakeRequest request = WebSocketUpgrade.request(exchange);
        Optional<Refusal> refusal = Handshake.checkMethod(request).or(() -> Handshake.checkUpgrade(request));
        if (refusal.isPresent()) {
            exchange.setStatusCode(refusal.get().status()).getResponseSender().send(refusal.get().body());
        } else {
            WebSocketUpgrade.perform(exchange, Handshake.acceptHeaders(request, new Handshake.Subprotocol.None()),
                    opened);
        }
    }
}
