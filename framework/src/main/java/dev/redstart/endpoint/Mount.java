package dev.redstart.endpoint;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.LongAdder;

import dev.redstart.endpoint.limit.AddressLimit;
import dev.redstart.endpoint.limit.Seat;
import dev.redstart.process.InlineProcess;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.ProcessKind;
import dev.redstart.telemetry.Counter;
import dev.redstart.telemetry.TelemetryEvent.Severity;
import dev.redstart.websocket.CloseReason;
import dev.redstart.websocket.ConnectionGroup;
import dev.redstart.websocket.FlushQueue;
import dev.redstart.websocket.Handshake;
import dev.redstart.websocket.HandshakeRequest;
import dev.redstart.websocket.PermessageDeflate;
import dev.redstart.websocket.SocketIo;
import dev.redstart.websocket.TrafficCounters;
import dev.redstart.websocket.UnfinishedBytes;
import org.jspecify.annotations.Nullable;

/**
 * A socket at one path of a running endpoint: admits requests and makes their connections.
 *
 * <p>Threading: requests are admitted on virtual threads, connections are opened on their IO threads.
 */
final class Mount implements SocketRoute, Drainable {
    private static final Mailbox CONNECTION_MAILBOX = new Mailbox(1_000, Mailbox.Overflow.KILL_RECEIVER);

    private static final String TRANSPORT = "websocket";
    private static final List<String> PHOENIX_IF_OFFERED = List.of(AuthTokenOffer.PHOENIX);

    private final Gate gate;
    private final ProcessKind<ConnectionProcess, Object> kind;
    private final TrafficCounters traffic = new TrafficCounters();
    private final UnfinishedBytes unfinished;
    private final Map<Thread, ConnectionList> lists;
    /** Null if nothing is compressed here. */
    private final @Nullable PermessageDeflate deflate;
    private final LongAdder open = new LongAdder();
    private final Counter opened;
    private final Counter messagesIn;

    Mount(LocalNode node, SocketMount mounted, Map<Thread, ConnectionList> lists, AddressLimit seats) {
        var path = mounted.path();
        this.gate = new Gate(node, mounted, path, seats);
        this.lists = lists;
        this.unfinished = new UnfinishedBytes(mounted.options().maxUnfinishedBytes());
        this.deflate = mounted.options().compression().map(PermessageDeflate::new).orElse(null);
        this.kind = node.kind("connection " + path, new ConnectionServer(), CONNECTION_MAILBOX, true);
        var telemetry = node.telemetry();
        this.opened = telemetry.counter("redstart.connections.opened", "mount", path);
        this.messagesIn = telemetry.counter("redstart.ws.messages", "mount", path, "direction", "in");
        telemetry.gauge("redstart.connections", open::sum, "mount", path);
        telemetry.counterView("redstart.ws.messages", traffic::framesOut, "mount", path, "direction", "out");
        telemetry.gauge("redstart.ws.unfinished.bytes", unfinished::kept, "mount", path);
        telemetry.counterView("redstart.ws.writes", traffic::writes, "mount", path);
        telemetry.counterView("redstart.ws.lost", traffic::framesDropped, "mount", path, "why", "dropped");
        telemetry.counterView("redstart.ws.lost", traffic::framesConflated, "mount", path, "why", "conflated");
        telemetry.counterView("redstart.ws.bytes", traffic::bytesIn, "mount", path, "direction", "in");
        telemetry.counterView("redstart.ws.bytes", traffic::bytesOut, "mount", path, "direction", "out");
    }

    // ---- admission ----------------------------------------------------------------------------------------------------------------

    /** The order of PROTOCOL.md 1, with the validation of the upgrade before the application is asked (its DEV). */
    @Override
    public Admission admit(Request request) {
        var peer = request.peer();
        var malformed = Handshake.checkMethod(request.http());
        if (malformed.isPresent()) {
            return refused(peer, malformed.get(), "the method is " + request.http().method());
        }
        if (gate.isDraining()) {
            return refused(peer, 503, "the endpoint is about to stop");
        }
        var foreign = gate.originRefusal(request.http(), request.uri());
        if (foreign != null) {
            return new Admission.Refused(gate.refusedAtDoor(peer, foreign));
        }
        var offered = Handshake.offeredSubprotocols(request.http());
        var offer = options().authToken()
                ? AuthTokenOffer.of(offered)
                : new AuthTokenOffer(offered, Optional.empty(), false);
        if (offer.malformed()) {
            return refused(peer, 403, "the auth token among the subprotocols is no base64, or too long");
        }
        var subprotocol = subprotocol(offer.subprotocols());
        if (subprotocol instanceof Handshake.Subprotocol.Refused) {
            return new Admission.Refused(gate.refusedAtDoor(peer,
                    "none of the subprotocols " + offer.subprotocols() + " is spoken here"));
        }
        return admit(request, offer.token(), subprotocol);
    }

    /** A client that offers Phoenix's own subprotocol always gets it: browsers break off when they get none of those they offered. */
    private Handshake.Subprotocol subprotocol(List<String> offered) {
        var spoken = new ArrayList<String>();
        if (options().authToken()) {
            spoken.add(AuthTokenOffer.PHOENIX);
        }
        spoken.addAll(options().subprotocols());
        spoken.addAll(gate.acceptor().subprotocols());
        return Handshake.chooseSubprotocol(spoken.isEmpty() ? PHOENIX_IF_OFFERED : spoken,
                spoken.isEmpty() && !offered.contains(AuthTokenOffer.PHOENIX) ? List.of() : offered);
    }

    private Admission admit(Request request, Optional<String> token, Handshake.Subprotocol subprotocol) {
        var connect = new ConnectRequest(gate.node(), TRANSPORT, request.http(), request.uri(), request.variables(),
                request.peer(), token, options().session());
        var wrong = Handshake.checkUpgrade(request.http());
        if (wrong.isPresent()) {
            return gate.acceptor().refuse(connect).map(refusal -> refused(request.peer(), refusal))
                    .orElseGet(() -> refused(request.peer(), wrong.get(), wrong.get().body()));
        }
        var seat = gate.seat(request.peer());
        return seat.isEmpty()
                ? refused(request.peer(), 429, "the client has all the connections one address may have")
                : admit(connect, subprotocol, seat.get());
    }

    private Admission admit(ConnectRequest connect, Handshake.Subprotocol subprotocol, Seat seat) {
        return switch (gate.ask(connect)) {
            case ConnectDecision.Accept(var driver) -> admitted(connect.http(), subprotocol, driver, seat);
            case ConnectDecision.Refuse refusal -> {
                seat.giveBack();
                yield refused(connect.peer(), refusal);
            }
        };
    }

    private Admission admitted(HandshakeRequest http, Handshake.Subprotocol subprotocol, ConnectionDriver driver,
            Seat seat) {
        Optional<String> extension = deflate == null ? Optional.empty() : Handshake.acceptDeflate(http);
        return new Admission.Admitted(Handshake.acceptHeaders(http, subprotocol, extension), driver,
                extension.isPresent(), seat);
    }

    private Admission refused(InetSocketAddress peer, ConnectDecision.Refuse refusal) {
        return refused(peer, new Handshake.Refusal(refusal.status(), refusal.body(), refusal.headers()),
                "the application refused");
    }

    private Admission refused(InetSocketAddress peer, Handshake.Refusal refusal, String why) {
        return new Admission.Refused(gate.refused(peer, refusal, why, Severity.WARNING));
    }

    private Admission refused(InetSocketAddress peer, int status, String why) {
        return new Admission.Refused(gate.refused(peer, status, why));
    }

    // ---- connections --------------------------------------------------------------------------------------------------------------

    @Override
    public SocketIo.Listener open(SocketIo io, Admission.Admitted admitted) {
        var list = lists.computeIfAbsent(Thread.currentThread(), _ -> new ConnectionList(io));
        var listener = new ConnectionProcess(this, admitted, io, list).open();
        return admitted.seat().isCounted() ? new SeatedListener(listener, admitted.seat()) : listener;
    }

    InlineProcess<Object> spawn(ConnectionProcess state, Executor ioThread) {
        var parent = gate.supervisor()
                .orElseThrow(() -> new IllegalStateException("the supervisor of the connections to " + gate.path()
                        + " is not running"));
        return kind.spawnInline(state, parent, ioThread);
    }

    SocketOptions options() {
        return gate.options();
    }

    /** What the connections of this mount have in common on the IO thread of {@code flushes}. */
    ConnectionGroup group(FlushQueue flushes, boolean compressed) {
        return new ConnectionGroup(options().limits(), traffic, flushes, unfinished, compressed ? deflate : null);
    }

    Counter messagesIn() {
        return messagesIn;
    }

    void opened() {
        open.increment();
        opened.increment();
    }

    void lost(InetSocketAddress peer, int frames) {
        gate.node().telemetry().emit(new EndpointEvent.FramesLost(gate.path(), peer, frames));
    }

    void closed(InetSocketAddress peer, CloseReason reason) {
        open.decrement();
        var code = reason.code() < 3000 ? String.valueOf(reason.code()) : "application";
        var telemetry = gate.node().telemetry();
        telemetry.counter("redstart.ws.closed", "mount", gate.path(), "code", code).increment();
        var cause = reason.cause();
        if (cause != null) {
            telemetry.emit(new EndpointEvent.ConnectionFailed(gate.path(), peer, reason.code(), cause.toString()));
        }
    }

    // ---- draining -----------------------------------------------------------------------------------------------------------------

    @Override
    public Gate gate() {
        return gate;
    }

    /** Asks every IO thread for its share, because only it may look. */
    @Override
    public List<Connection> openConnections() {
        return lists.values().stream().flatMap(list -> list.of(this).stream()).toList();
    }
}
