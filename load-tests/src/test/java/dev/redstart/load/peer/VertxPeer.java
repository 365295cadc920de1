package dev.redstart.load.peer;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.transport.Transport;

/** Vert.x with its epoll transport: a verticle for each event loop, which has its own connections; a broadcast reaches all by the event bus. */
final class VertxPeer {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private VertxPeer() {}

    static void main(String[] args) {
        int port = Integer.parseInt(args[0]);
        // named: with the libraries of this class path it would take io_uring, as nobody else here does
        var vertx = Vertx.builder().with(new VertxOptions().setEventLoopPoolSize(CORES)).withTransport(Transport.EPOLL)
                .build();
        vertx.deployVerticle(() -> new Room(port), new DeploymentOptions().setInstances(CORES)).onFailure(failure -> {
            failure.printStackTrace();
            System.exit(1);
        });
    }

    private static final class Room extends AbstractVerticle {
        private static final String SHOUTS = "shouts";

        private final int port;
        private final Map<String, Set<ServerWebSocket>> members = new HashMap<>();

        Room(int port) {
            this.port = port;
        }

        @Override
        public void start(Promise<Void> started) {
            vertx.eventBus().<String>localConsumer(SHOUTS, shout -> broadcast(shout.body()));
            vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true).setAcceptBacklog(4_096))
                    .webSocketHandler(socket -> {
                        socket.textMessageHandler(text -> handle(socket, Envelope.parse(text), text));
                        socket.closeHandler(_ -> members.values().forEach(sockets -> sockets.remove(socket)));
                    }).listen(port, "127.0.0.1").<Void>mapEmpty().onComplete(started);
        }

        private void handle(ServerWebSocket socket, Envelope envelope, String text) {
            switch (envelope.event()) {
                case Envelope.JOIN -> {
                    members.computeIfAbsent(envelope.topic(), _ -> new LinkedHashSet<>()).add(socket);
                    socket.writeTextMessage(envelope.ok("{}"));
                }
                case Envelope.HEARTBEAT -> socket.writeTextMessage(envelope.ok("{}"));
                case Envelope.PING -> socket.writeTextMessage(envelope.ok(envelope.payload()));
                case Envelope.SHOUT -> vertx.eventBus().publish(SHOUTS, text);
                default -> {
                    // nobody asks anything else
                }
            }
        }

        private void broadcast(String text) {
            var envelope = Envelope.parse(text);
            var shout = envelope.broadcast();
            members.getOrDefault(envelope.topic(), Set.of()).forEach(member -> member.writeTextMessage(shout));
        }
    }
}
