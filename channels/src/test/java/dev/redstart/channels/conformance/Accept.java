package dev.redstart.channels.conformance;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import dev.redstart.channels.Channel;
import dev.redstart.channels.Connect;
import dev.redstart.channels.ConnectResult;
import dev.redstart.channels.Event;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import dev.redstart.channels.Routes;
import dev.redstart.channels.Socket;
import dev.redstart.channels.UserSocket;
import dev.redstart.channels.conformance.ConformanceApp.App;
import dev.redstart.channels.conformance.ConformanceApp.Settings;
import dev.redstart.channels.presence.Presence;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.endpoint.Exchange;
import dev.redstart.endpoint.LongPoll;
import dev.redstart.endpoint.OriginPolicy;
import dev.redstart.endpoint.SocketOptions;
import dev.redstart.process.ExitReason;
import dev.redstart.pubsub.PubSub;
import dev.redstart.telemetry.Gauge;
import dev.redstart.websocket.WebSocketLimits;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;

/** CONFORMANCE-APPS.md 1: the acceptance contract. */
final class Accept implements UserSocket<Accept.User> {
    private static final int MAX_MESSAGE_BYTES = 256 * 1024;
    /** What a masked frame of that size has in front of its payload. */
    private static final int MAX_HEADER_BYTES = 14;

    /**
     * Who is on the other end.
     *
     * @param id differs between connections
     */
    record User(Optional<String> name, String id) {}

    private final PubSub pubsub;
    /** Empty if nobody is tracked. */
    private final Optional<Presence> presence;

    private Accept(PubSub pubsub, Optional<Presence> presence) {
        this.pubsub = pubsub;
        this.presence = presence;
    }

    static App app(Endpoint bound, Settings settings) {
        var pubsub = PubSub.named("accept");
        var presence = Presence.named("accept-presence", pubsub);
        var limits = WebSocketLimits.defaults().withMaxFrameBytes(MAX_MESSAGE_BYTES + MAX_HEADER_BYTES)
                .withMaxMessageBytes(MAX_MESSAGE_BYTES).withIdleTimeout(settings.idleTimeout());
        var options = SocketOptions.defaults().origins(OriginPolicy.list("//127.0.0.1", "//localhost")).limits(limits)
                .authToken(true).longPoll(LongPoll.on());
        var endpoint = bound
                .socket("/socket", new Accept(pubsub, settings.presence() ? Optional.of(presence) : Optional.empty()),
                        options)
                .metrics("/metrics")
                .get("/gc", Accept::collect);
        return new App(supervisor("accept").child(pubsub).child(presence).child(endpoint), endpoint);
    }

    private static void collect(Exchange exchange) {
        System.gc();
        var used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        var connections = exchange.node().telemetry().meters().stream()
                .filter(meter -> meter.name().equals("redstart.connections") && meter instanceof Gauge)
                .mapToLong(meter -> (long) ((Gauge) meter).value()).sum();
        exchange.json("{\"heapUsed\":" + used + ",\"connections\":" + connections + "}");
    }

    @Override
    public Routes routes() {
        return Routes.of("room:*", Room.class, () -> new Room(presence)).and("private:*", Closed.class, Closed::new);
    }

    @Override
    public PubSub pubsub() {
        return pubsub;
    }

    @Override
    public ConnectResult<User> connect(Connect connect) {
        var name = connect.param("user");
        return name.equals(Optional.of("__refused__"))
                ? ConnectResult.refused("unauthorized")
                : ConnectResult.ok(new User(name, UUID.randomUUID().toString()));
    }

    /** Nobody gets in. */
    private static final class Closed implements Channel<String, Event> {
        @Override
        public JoinResult<String> join(String topic, Payload payload, Socket socket) {
            return JoinResult.refuse("unauthorized");
        }

        @Override
        public HandleResult<String> handleIn(Event event, String topic, Socket socket) {
            return HandleResult.noReply(topic);
        }
    }

    /** Everybody gets in. */
    private record Room(Optional<Presence> presence) implements Channel<String, Event> {
        @Override
        public JoinResult<String> join(String topic, Payload payload, Socket socket) {
            return JoinResult.joined(topic);
        }

        @Override
        public String afterJoin(String topic, Socket socket) {
            presence.ifPresent(people -> {
                var online = Map.of("online_at", Instant.now().getEpochSecond());
                socket.assign(User.class).name().ifPresent(name -> people.track(socket, name, online));
                people.pushState(socket);
            });
            return topic;
        }

        @Override
        public HandleResult<String> handleIn(Event event, String topic, Socket socket) {
            return switch (event.name()) {
                case "ping", "echo_bin" -> HandleResult.reply(Reply.ok(event.payload()), topic);
                case "shout" -> {
                    socket.broadcast("shout", event.payload());
                    yield HandleResult.noReply(topic);
                }
                case "boom" -> throw new IllegalStateException("boom");
                case "error" -> HandleResult.reply(Reply.error(Map.of("reason", "bad")), topic);
                case "stop" -> HandleResult.stop(ExitReason.NORMAL, topic);
                case "whoami" -> HandleResult.reply(Reply.ok(Map.of("id", socket.assign(User.class).id())), topic);
                default -> HandleResult.noReply(topic);
            };
        }
    }
}
