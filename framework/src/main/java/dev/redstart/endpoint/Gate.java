package dev.redstart.endpoint;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

import dev.redstart.endpoint.limit.AddressLimit;
import dev.redstart.endpoint.limit.Seat;
import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessRef;
import dev.redstart.supervisor.SupervisorRequest;
import dev.redstart.telemetry.TelemetryEvent.Severity;
import dev.redstart.websocket.Handshake;
import dev.redstart.websocket.HandshakeRequest;
import org.jspecify.annotations.Nullable;

/**
 * What both transports of a mounted socket ask before they let a client in, and whom they tell if they do not.
 *
 * <p>Threading: any; requests are judged on virtual threads, many at once.
 */
final class Gate {
    private final LocalNode node;
    private final String path;
    private final ConnectionAcceptor acceptor;
    private final SocketOptions options;
    private final Name<SupervisorRequest> connections;
    private final AddressLimit seats;
    private volatile boolean draining;

    /**
     * @param path of the transport
     * @param seats shared by all gates of the endpoint
     */
    Gate(LocalNode node, SocketMount mounted, String path, AddressLimit seats) {
        this.seats = seats;
        this.node = node;
        this.path = path;
        this.acceptor = mounted.acceptor();
        this.options = mounted.options();
        this.connections = mounted.connections();
    }

    LocalNode node() {
        return node;
    }

    String path() {
        return path;
    }

    SocketOptions options() {
        return options;
    }

    ConnectionAcceptor acceptor() {
        return acceptor;
    }

    /** Lets nobody in for as long as that is set. */
    void draining(boolean on) {
        draining = on;
    }

    boolean isDraining() {
        return draining;
    }

    /** The supervisor of the connections; empty while it is being restarted. */
    Optional<Pid> supervisor() {
        return node.whereis(connections).map(ProcessRef::pid);
    }

    /** Why a page may not connect, or null if it may. */
    @Nullable
    String originRefusal(HandshakeRequest request, RequestUri uri) {
        var origin = firstOrNull(request, "origin");
        return options.origins().allows(origin, uri.target())
                ? null
                : "origin " + origin + " may not connect here, but " + options.origins();
    }

    /** A place for one more connection of that client; empty if it has all it may have. */
    Optional<Seat> seat(InetSocketAddress client) {
        return seats.take(client.getAddress());
    }

    /** What the handler says; an exception of its is a refusal with 500. */
    ConnectDecision ask(ConnectRequest request) {
        if (supervisor().isEmpty()) {
            return ConnectDecision.Refuse.of(503);
        }
        try {
            return acceptor.open(request);
        } catch (Throwable e) { // user code, as in any handler; an Error in it is answered and counted like everything else
            node.telemetry().emit(new EndpointEvent.HandlerFailed(path, ExitReason.Crash.of(e)));
            return ConnectDecision.Refuse.of(500);
        }
    }

    Handshake.Refusal refused(InetSocketAddress peer, int status, String why) {
        return refused(peer, new Handshake.Refusal(status, "", Map.of()), why, Severity.WARNING);
    }

    /** A page or a client that this mount is not meant for; worth a look, since it may be a mistake in the mount's options. */
    Handshake.Refusal refusedAtDoor(InetSocketAddress peer, String why) {
        return refused(peer, new Handshake.Refusal(403, "", Map.of()), why, Severity.ERROR);
    }

    Handshake.Refusal refused(InetSocketAddress peer, Handshake.Refusal refusal, String why, Severity severity) {
        node.telemetry()
                .counter("redstart.connections.refused", "mount", path, "status", String.valueOf(refusal.status()))
                .increment();
        node.telemetry().emit(new EndpointEvent.ConnectRefused(path, peer, refusal.status(), why, severity));
        return refusal;
    }

    static @Nullable String firstOrNull(HandshakeRequest request, String header) {
        var values = request.headers(header);
        return values.isEmpty() ? null : values.getFirst();
    }
}
