package dev.redstart.channels.test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.redstart.Redstart;
import dev.redstart.channels.UserSocket;
import dev.redstart.endpoint.ConnectDecision;
import dev.redstart.endpoint.ConnectRequest;
import dev.redstart.endpoint.ConnectionAcceptor;
import dev.redstart.endpoint.ConnectionDriver;
import dev.redstart.endpoint.RequestUri;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Name;
import dev.redstart.supervisor.DynamicSupervisorSpec;
import dev.redstart.supervisor.Startable;
import dev.redstart.supervisor.Strategy;
import dev.redstart.supervisor.SupervisorRequest;
import dev.redstart.supervisor.SupervisorSpec;
import dev.redstart.websocket.HandshakeRequest;

/**
 * A {@link UserSocket} with everything below it and no network: clients are objects of the test. Close it at the end.
 *
 * {@snippet :
 * try (var tester = ChannelTester.of(new ChatSocket(pubsub, store), store)) {
 *     var room = tester.connect(Map.of("user", "ana")).join("room:lobby");
 *     room.assertJoined();
 *     room.push("shout", Map.of("body", "hi")).assertReply("ok");
 *     room.assertPush("shout");
 * }
 * }
 *
 * <p>Threading: belongs to the test; what a client sends is handled by processes as ever.
 */
public final class ChannelTester implements AutoCloseable {
    private static final Name<SupervisorRequest> CONNECTIONS = Name.of("connections of the test");
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 49_152);

    /** What connect decided about a client. */
    public sealed interface Outcome {
        /** The client is connected. */
        record Connected(TestClient client) implements Outcome {}

        /** The client would have got that HTTP answer. */
        record Refused(int status, String body) implements Outcome {}
    }

    private final ConnectionAcceptor acceptor;
    private final UserSocket<?> socket;
    private final Redstart system;

    private ChannelTester(UserSocket<?> socket, Startable... before) {
        this.socket = socket;
        this.acceptor = socket.mount("the test");
        var children = new ArrayList<>(List.of(before));
        if (!children.contains(socket.pubsub())) {
            children.addFirst(socket.pubsub());
        }
        children.addAll(acceptor.children());
        children.add(DynamicSupervisorSpec.dynamicSupervisor("connections").name(CONNECTIONS));
        var tree = SupervisorSpec.supervisor("channel test").strategy(Strategy.REST_FOR_ONE);
        for (var child : children) {
            tree = tree.child(child);
        }
        this.system = Redstart.start(tree);
    }

    /**
     * Starts the socket.
     *
     * @param before what it needs to run, in order; its pubsub may be among it and is started in any case
     */
    public static ChannelTester of(UserSocket<?> socket, Startable... before) {
        return new ChannelTester(socket, before);
    }

    /** The socket that is tested. */
    public UserSocket<?> socket() {
        return socket;
    }

    /** The running system. */
    public Redstart system() {
        return system;
    }

    /** Connects without params. */
    public TestClient connect() {
        return connect(Map.of());
    }

    /** Connects with those query params; a refusal is an error of the test. */
    public TestClient connect(Map<String, String> params) {
        return switch (tryConnect(params, Map.of(), Optional.empty())) {
            case Outcome.Connected(var client) -> client;
            case Outcome.Refused(var status, var body) ->
                throw new AssertionError("connect with params " + params.keySet() + " was refused with " + status
                        + (body.isEmpty() ? "" : ": " + body));
        };
    }

    /**
     * Connects if connect lets it.
     *
     * @param headers of the request
     * @param authToken what the client sends as its auth token
     */
    public Outcome tryConnect(Map<String, String> params, Map<String, String> headers, Optional<String> authToken) {
        var query = params.entrySet().stream().map(param -> escaped(param.getKey()) + "=" + escaped(param.getValue()))
                .collect(Collectors.joining("&", "vsn=2.0.0&", ""));
        var request = new ConnectRequest(system.node(), "websocket", new TestRequest(headers),
                new RequestUri("http", "localhost", 80, "/socket/websocket", query), Map.of(), PEER, authToken,
                Optional.empty());
        try {
            return switch (acceptor.open(request)) {
                case ConnectDecision.Accept(var driver) -> new Outcome.Connected(new TestClient(connection(driver)));
                case ConnectDecision.Refuse(var status, var body, var _) -> new Outcome.Refused(status, body);
            };
        } catch (Exception e) {
            throw new AssertionError("connect threw", e);
        }
    }

    private MemoryConnection connection(ConnectionDriver driver) {
        var kind = system.node().kind("connection of the test", new MemoryServer(),
                new Mailbox(10_000, Mailbox.Overflow.KILL_RECEIVER), true);
        var connection = new MemoryConnection(driver, PEER);
        connection.start(kind.spawn(connection, system.supervisor(CONNECTIONS).ref().pid()));
        return connection;
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Hears from now on what is broadcast on {@code topic}, as another channel would. */
    public TestTopic listen(String topic) {
        return TestTopic.on(system.node(), socket.pubsub(), topic);
    }

    /** Stops everything; the clients are disconnected. */
    @Override
    public void close() {
        system.close();
    }

    private record TestRequest(Map<String, String> given) implements HandshakeRequest {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String httpVersion() {
            return "HTTP/1.1";
        }

        @Override
        public List<String> headers(String name) {
            return given.entrySet().stream().filter(header -> header.getKey().toLowerCase(Locale.ROOT)
                    .equals(name.toLowerCase(Locale.ROOT))).map(Map.Entry::getValue).toList();
        }
    }
}
