package dev.redstart.endpoint;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

import dev.redstart.process.ExitReason;
import dev.redstart.process.InlineProcess;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Name;
import dev.redstart.process.ProcessKind;
import dev.redstart.supervisor.SupervisorRequest;
import dev.redstart.telemetry.Counter;
import dev.redstart.websocket.CloseReason;
import dev.redstart.websocket.Handshake;
import dev.redstart.websocket.HandshakeRequest;
import dev.redstart.websocket.SocketIo;
import dev.redstart.websocket.TrafficCounters;
import org.jspecify.annotations.Nullable;

/**
 * A socket at one path of a running endpoint: admits requests and makes their connections.
 *
 * <p>Threading: requests are admitted on virtual threads, connections are opened on their IO threads.
 */
final class Mount implements SocketRoute {
    private static final Mailbox CONNECTION_MAILBOX = new Mailbox(1_000, Mailbox.Overflow.KILL_RECEIVER);

    private final LocalNode node;
    private final String path;
    private final ConnectionAcceptor acceptor;
    private final SocketOptions options;
    private final Name<SupervisorRequest> connections;
    private final ProcessKind<ConnectionProcess, Object> kind;
    private final TrafficCounters traffic = new TrafficCounters();
    private final Map<Thread, ConnectionList> lists;
    private final LongAdder open = new LongAdder();
    private final Counter opened;
    private final Counter messagesIn;

    Mount(LocalNode node, SocketMount mounted, Map<Thread, ConnectionList> lists) {
        this.node = node;
        this.path = mounted.path();
        this.acceptor = mounted.acceptor();
        this.options = mounted.options();
        this.connections = mounted.connections();
        this.lists = lists;
        this.kind = node.kind("connection " + path, new ConnectionServer(), CONNECTION_MAILBOX, true);
        var telemetry = node.telemetry();
        this.opened = telemetry.counter("redstart.connections.opened", "mount", path);
        this.messagesIn = telemetry.counter("redstart.ws.messages", "mount", path, "direction", "in");
        telemetry.gauge("redstart.connections", open::sum, "mount", path);
        telemetry.counterView("redstart.ws.messages", traffic::framesOut, "mount", path, "direction", "out");
        telemetry.counterView("redstart.ws.bytes", traffic::bytesIn, "mount", path, "direction", "in");
        telemetry.counterView("redstart.ws.bytes", traffic::bytesOut, "mount", path, "direction", "out");
    }

    // ---- admission ----------------------------------------------------------------------------------------------------------------

    /** The order of PROTOCOL.md 1, with the validation of the upgrade before the application is asked (its DEV). */
    @Override
    public Admission admit(HandshakeRequest request, String scheme, String requestPath, String query,
            InetSocketAddress peer) {
        var malformed = Handshake.checkMethod(request);
        if (malformed.isPresent()) {
            return refused(peer, malformed.get(), "the method is " + request.method());
        }
        var origin = firstOrNull(request, "origin");
        if (!options.origins().allows(origin, target(request, scheme))) {
            return refused(peer, 403, "origin " + origin + " is none of " + options.origins());
        }
        var subprotocol = Handshake.chooseSubprotocol(acceptor.subprotocols(), Handshake.offeredSubprotocols(request));
        if (subprotocol instanceof Handshake.Subprotocol.Refused) {
            return refused(peer, 403,
                    "none of the subprotocols " + Handshake.offeredSubprotocols(request) + " is spoken here");
        }
        var wrong = Handshake.checkUpgrade(request);
        if (wrong.isPresent()) {
            return refused(peer, wrong.get(), wrong.get().body());
        }
        return switch (ask(new ConnectRequest(node, request, requestPath, query, peer))) {
            case ConnectDecision.Accept(var driver) ->
                new Admission.Admitted(Handshake.acceptHeaders(request, subprotocol), driver);
            case ConnectDecision.Refuse(var status, var body) ->
                refused(peer, new Handshake.Refusal(status, body, Map.of()), "the application refused");
        };
    }

    private ConnectDecision ask(ConnectRequest request) {
        if (node.whereis(connections).isEmpty()) {
            return new ConnectDecision.Refuse(503, "");
        }
        try {
            return acceptor.open(request);
        } catch (Throwable e) { // user code, as in any handler; an Error in it is answered and counted like everything else
            node.telemetry().emit(new EndpointEvent.HandlerFailed(path, ExitReason.Crash.of(e)));
            return new ConnectDecision.Refuse(500, "");
        }
    }

    private Admission refused(InetSocketAddress peer, int status, String why) {
        return refused(peer, new Handshake.Refusal(status, "", Map.of()), why);
    }

    private Admission refused(InetSocketAddress peer, Handshake.Refusal refusal, String why) {
        node.telemetry()
                .counter("redstart.connections.refused", "mount", path, "status", String.valueOf(refusal.status()))
                .increment();
        node.telemetry().emit(new EndpointEvent.ConnectRefused(path, peer, refusal.status(), why));
        return new Admission.Refused(refusal);
    }

    private static @Nullable String firstOrNull(HandshakeRequest request, String header) {
        var values = request.headers(header);
        return values.isEmpty() ? null : values.getFirst();
    }

    private static OriginPolicy.Target target(HandshakeRequest request, String scheme) {
        var host = Optional.ofNullable(firstOrNull(request, "host")).orElse("");
        var defaultPort = scheme.equals("https") ? 443 : 80;
        var colon = host.lastIndexOf(':');
        if (colon < 0 || host.endsWith("]")) {
            return new OriginPolicy.Target(scheme, host, defaultPort);
        }
        try {
            return new OriginPolicy.Target(scheme, host.substring(0, colon),
                    Integer.parseInt(host.substring(colon + 1)));
        } catch (NumberFormatException _) {
            return new OriginPolicy.Target(scheme, host, defaultPort);
        }
    }

    // ---- connections --------------------------------------------------------------------------------------------------------------

    @Override
    public SocketIo.Listener open(SocketIo io, ConnectionDriver driver) {
        var list = lists.computeIfAbsent(Thread.currentThread(), _ -> new ConnectionList(io));
        return new ConnectionProcess(this, driver, io, list).open();
    }

    InlineProcess<Object> spawn(ConnectionProcess state, Executor ioThread) {
        var parent = node.whereis(connections)
                .orElseThrow(() -> new IllegalStateException("the supervisor of the connections to " + path
                        + " is not running"));
        return kind.spawnInline(state, parent.pid(), ioThread);
    }

    SocketOptions options() {
        return options;
    }

    TrafficCounters traffic() {
        return traffic;
    }

    Counter messagesIn() {
        return messagesIn;
    }

    void opened() {
        open.increment();
        opened.increment();
    }

    void closed(InetSocketAddress peer, CloseReason reason) {
        open.decrement();
        var code = reason.code() < 3000 ? String.valueOf(reason.code()) : "application";
        node.telemetry().counter("redstart.ws.closed", "mount", path, "code", code).increment();
        var cause = reason.cause();
        if (cause != null) {
            node.telemetry().emit(new EndpointEvent.ConnectionFailed(path, peer, reason.code(), cause.toString()));
        }
    }
}
