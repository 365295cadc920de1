package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Function;

import javax.net.ssl.SSLContext;

import dev.redstart.websocket.Handshake;
import dev.redstart.websocket.Handshake.Refusal;
import dev.redstart.websocket.HandshakeRequest;
import dev.redstart.websocket.SocketIo;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;

/** The least that is needed around {@link WebSocketUpgrade}: a server on a free port that upgrades whatever may be. */
record TestServer(int port, Runnable stop) implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    /** A server of Undertow's own making. */
    static TestServer upgraded(Function<SocketIo, SocketIo.Listener> opened) {
        return start(opened, Undertow.builder().addHttpListener(0, HOST));
    }

    static TestServer upgraded(Function<SocketIo, SocketIo.Listener> opened, SSLContext context) {
        return start(opened, Undertow.builder().addHttpsListener(0, HOST, context));
    }

    private static TestServer start(Function<SocketIo, SocketIo.Listener> opened, Undertow.Builder builder) {
        Undertow undertow = builder.setIoThreads(2).setWorkerThreads(1).setHandler(handler(opened)).build();
        undertow.start();
        var port = ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
        return new TestServer(port, undertow::stop);
    }

    /** A port of ours. */
    static TestServer detached(HttpHandler handler, @Nullable SSLContext context) throws IOException {
        return detached(handler, context, HttpLimits.DEFAULT);
    }

    static TestServer detached(HttpHandler handler, @Nullable SSLContext context, HttpLimits limits)
            throws IOException {
        var server = new UndertowServer("test", 2, limits);
        var port = server.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), context, handler).address()
                .getPort();
        return new TestServer(port, server::close);
    }

    static HttpHandler handler(Function<SocketIo, SocketIo.Listener> opened) {
        return exchange -> upgrade(exchange, opened);
    }

    @Override
    public void close() {
        stop.run();
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
