package dev.redstart.channels.functional;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redstart.Redstart;
import dev.redstart.channels.ChannelLimits;
import dev.redstart.channels.Connect;
import dev.redstart.channels.ConnectResult;
import dev.redstart.channels.Routes;
import dev.redstart.channels.UserSocket;
import dev.redstart.channels.serializer.SerializerTable;
import dev.redstart.endpoint.ConnectDecision;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.endpoint.LongPoll;
import dev.redstart.endpoint.SocketOptions;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.pubsub.PubSub;
import dev.redstart.telemetry.Gauge;
import dev.redstart.telemetry.Telemetry;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.awaitility.Awaitility.await;

/** A whole server on a free port, with gates that hold joins and handlers until a test opens them. */
final class TestServer implements AutoCloseable {
    record User(String name) {}

    /** How a channel ended. */
    record Terminated(String topic, ExitReason reason) {}

    /** A poll waits for a moment only, since a join that is held holds the POST, too; no session ends on a busy machine. */
    static final SocketOptions OPTIONS = SocketOptions.defaults().authToken(true).longPoll(
            LongPoll.on().window(Duration.ofMillis(500)).inactiveAfter(Duration.ofMinutes(1)));

    private final PubSub pubsub = PubSub.named("test");
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> reached = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Terminated> terminated = new LinkedBlockingQueue<>();
    private final Endpoint endpoint;
    private final Redstart system;
    private final int port;

    TestServer() {
        this(ChannelLimits.DEFAULT);
    }

    TestServer(ChannelLimits limits) {
        this(limits, SerializerTable.defaults());
    }

    TestServer(ChannelLimits limits, SerializerTable serializers) {
        this(limits, serializers, OPTIONS);
    }

    TestServer(SocketOptions options) {
        this(ChannelLimits.DEFAULT, SerializerTable.defaults(), options);
    }

    TestServer(ChannelLimits limits, SerializerTable serializers, SocketOptions options) {
        endpoint = Endpoint.on(0).bind("127.0.0.1").socket("/socket", new ChatSocket(limits, serializers), options);
        system = Redstart.start(supervisor("test").child(pubsub).child(endpoint));
        port = endpoint.port(system.node());
    }

    private final class ChatSocket implements UserSocket<User> {
        private final ChannelLimits limits;
        private final SerializerTable serializers;

        ChatSocket(ChannelLimits limits, SerializerTable serializers) {
            this.limits = limits;
            this.serializers = serializers;
        }

        @Override
        public Routes routes() {
            return Routes.of("room:*", RoomChannel.class, () -> new RoomChannel(TestServer.this))
                    .and("exact", RoomChannel.class, () -> new RoomChannel(TestServer.this))
                    .and("phoenix:*", RoomChannel.class, () -> new RoomChannel(TestServer.this))
                    .and("end:*", EndingChannel.class, () -> new EndingChannel("end"))
                    .and("other:*", EndingChannel.class, () -> new EndingChannel("other"))
                    .and("typed", TypedChannel.class, TypedChannel::new)
                    .andProcess("own:*", OwnProcess.class, () -> new OwnProcess(TestServer.this));
        }

        @Override
        public PubSub pubsub() {
            return pubsub;
        }

        @Override
        @SuppressWarnings("NullAway") // what a careless application may do
        public ConnectResult<User> connect(Connect connect) {
            return switch (connect.param("user").orElse("anybody")) {
                case "refused" -> ConnectResult.refused("unauthorized");
                case "null" -> null;
                case "limit" -> ConnectResult.refused("rate_limit");
                case "boom" -> throw new IllegalStateException("boom");
                case String name -> ConnectResult.ok(new User(name));
            };
        }

        @Override
        @SuppressWarnings({"NullAway", "NullOptional"})
        public Optional<String> id(User user) {
            return user.name().equals("nullid")
                    ? null
                    : user.name().equals("anybody") ? Optional.empty() : Optional.of("users:" + user.name());
        }

        @Override
        public ConnectDecision.Refuse refusal(Object reason) {
            return reason.equals("rate_limit")
                    ? ConnectDecision.Refuse.of(429, "Too many requests")
                    : ConnectDecision.Refuse.of(403);
        }

        @Override
        public ChannelLimits limits() {
            return limits;
        }

        @Override
        public SerializerTable serializers() {
            return serializers;
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    int port() {
        return port;
    }

    PubSub pubsub() {
        return pubsub;
    }

    Redstart system() {
        return system;
    }

    Telemetry telemetry() {
        return system.telemetry();
    }

    long count(String counter, String... tags) {
        return telemetry().counter(counter, tags).count();
    }

    /** How many polls of long-poll wait. */
    long waitingPolls() {
        return telemetry().meters().stream().filter(meter -> meter.name().equals("redstart.longpoll.polls"))
                .mapToLong(meter -> (long) ((Gauge) meter).value()).sum();
    }

    /** Called by channels: waits for the gate of topics that have {@code held} or {@code gate} in their name. */
    void awaitGate(String topic) throws InterruptedException {
        if (topic.contains("held") || topic.contains("gate")) {
            latch(reached, topic).countDown();
            if (!latch(gates, topic).await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody opened the gate of " + topic);
            }
        }
    }

    /** Waits until a channel stands at the gate. */
    void awaitReached(String topic) {
        await().until(() -> latch(reached, topic).getCount() == 0);
    }

    void openGate(String topic) {
        latch(gates, topic).countDown();
    }

    private static CountDownLatch latch(Map<String, CountDownLatch> latches, String topic) {
        return latches.computeIfAbsent(topic, _ -> new CountDownLatch(1));
    }

    void terminated(String topic, ExitReason reason) {
        terminated.add(new Terminated(topic, reason));
    }

    Terminated nextTerminated() throws InterruptedException {
        var next = terminated.poll(5, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no channel ended within 5 s");
        }
        return next;
    }

    boolean nobodyTerminated() {
        return terminated.isEmpty();
    }

    /** The supervisor of all channels. */
    Pid channelSupervisor() {
        return system.node().whereis(Name.of("channels of /socket/websocket of endpoint")).orElseThrow().pid();
    }

    /** The only channel process there is. */
    Pid onlyChannel() {
        var children = system.node().children(channelSupervisor());
        if (children.size() != 1) {
            throw new AssertionError("expected one channel, there are " + children);
        }
        return children.getFirst();
    }

    @Override
    public void close() {
        system.close();
    }
}
