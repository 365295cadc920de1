package dev.redstart.channels.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.redstart.channels.ChannelLimits;
import dev.redstart.channels.Connect;
import dev.redstart.channels.ConnectResult;
import dev.redstart.channels.LogLevel;
import dev.redstart.channels.ParamFilter;
import dev.redstart.channels.Routes;
import dev.redstart.channels.UserSocket;
import dev.redstart.channels.serializer.Serializer;
import dev.redstart.channels.serializer.SerializerTable;
import dev.redstart.endpoint.ConnectDecision;
import dev.redstart.endpoint.ConnectRequest;
import dev.redstart.endpoint.ConnectionAcceptor;
import dev.redstart.endpoint.QueryString;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.pubsub.PubSub;
import dev.redstart.supervisor.DynamicSupervisorSpec;
import dev.redstart.supervisor.Startable;
import dev.redstart.supervisor.SupervisorRequest;
import org.jspecify.annotations.Nullable;

/**
 * A {@link UserSocket} at one mount: asks it who may connect and supervises the channels of those who do (PROTOCOL.md 1, steps 7 to 9).
 *
 * <p>Threading: {@link #open} runs on threads of handshakes, many at once.
 *
 * @param <U> who is on the other end
 */
public final class ChannelMount<U> implements ConnectionAcceptor {
    private static final ConnectDecision.Refuse FORBIDDEN = ConnectDecision.Refuse.of(403);

    private final UserSocket<U> socket;
    private final String name;
    private final Routes routes;
    private final PubSub pubsub;
    private final SerializerTable serializers;
    private final ChannelLimits limits;
    private final LogLevel logConnect;
    private final ParamFilter logFilter;
    private final Name<SupervisorRequest> supervisor;
    /** Made with the first connection; guarded by this object's monitor. */
    private @Nullable Mounted mounted;

    /**
     * @param name unique on its node
     * @throws NullPointerException if the socket leaves a setting out
     */
    public ChannelMount(UserSocket<U> socket, String name) {
        this.socket = Objects.requireNonNull(socket, "socket");
        this.name = Objects.requireNonNull(name, "name");
        this.routes = setting(socket.routes(), "routes()");
        this.pubsub = setting(socket.pubsub(), "pubsub()");
        this.serializers = setting(socket.serializers(), "serializers()");
        this.limits = setting(socket.limits(), "limits()");
        this.logConnect = setting(socket.logConnect(), "logConnect()");
        this.logFilter = setting(socket.logFilter(), "logFilter()");
        this.supervisor = Name.of("channels of " + name);
    }

    private <T> T setting(@Nullable T value, String method) {
        return Objects.requireNonNull(value, () -> socket.getClass().getName() + "." + method + " returned null");
    }

    @Override
    public List<Startable> children() {
        return List.of(DynamicSupervisorSpec.dynamicSupervisor(supervisor.value()).name(supervisor));
    }

    @Override
    public Optional<ConnectDecision.Refuse> refuse(ConnectRequest request) {
        return choose(request) instanceof Choice.Wrong(var refusal) ? Optional.of(refusal) : Optional.empty();
    }

    @Override
    public ConnectDecision open(ConnectRequest request) throws Exception {
        return switch (choose(request)) {
            case Choice.Wrong(var refusal) -> refusal;
            case Choice.Right(var params, var serializer) -> connect(request, params, serializer);
        };
    }

    /** What a query string says of how its client speaks. */
    private sealed interface Choice {
        record Right(Map<String, Object> params, Serializer serializer) implements Choice {}

        record Wrong(ConnectDecision.Refuse refusal) implements Choice {}
    }

    private Choice choose(ConnectRequest request) {
        Map<String, Object> params;
        try {
            params = QueryString.decode(request.uri().query());
        } catch (IllegalArgumentException e) {
            return new Choice.Wrong(ConnectDecision.Refuse.of(400, "malformed query string"));
        }
        return switch (serializers.choose(params.get("vsn"))) {
            case SerializerTable.Choice.Refused(var why) -> new Choice.Wrong(refused(request, why));
            case SerializerTable.Choice.Chosen(var serializer) -> new Choice.Right(params, serializer);
        };
    }

    private ConnectDecision connect(ConnectRequest request, Map<String, Object> params, Serializer serializer)
            throws Exception {
        var started = System.nanoTime();
        var connect = Connect.of(params, request);
        var result = socket.connect(connect);
        if (result != null) {
            log(connect, serializer, result instanceof ConnectResult.Ok<U>, started);
        }
        return switch (result) {
            case ConnectResult.Ok<U>(var user) -> accept(request, user, serializer);
            case ConnectResult.Refused<U>(var reason) -> setting(socket.refusal(reason), "refusal(…)");
            case null -> refused(request,
                    "connect of " + socket.getClass().getName() + " returned null; return ok(user) or refused(reason)");
        };
    }

    private void log(Connect connect, Serializer serializer, boolean accepted, long started) {
        logConnect.severity().filter(connect.request().node().telemetry()::isRoutineWanted)
                .ifPresent(severity -> connect.request().node().telemetry()
                        .routine(new RoutineEvent.Connect(severity, socket.getClass().getName(), accepted,
                                Duration.ofNanos(System.nanoTime() - started), connect.transport(), serializer.name(),
                                logFilter.apply(connect.params()))));
    }

    private ConnectDecision accept(ConnectRequest request, U user, Serializer serializer) {
        var id = socket.id(user);
        if (id == null) {
            return refused(request,
                    "id of " + socket.getClass().getName() + " returned null; return Optional.empty() for none");
        }
        var here = mountedOn(request.node());
        return new ConnectDecision.Accept(new ChannelConnection(here, here.encoder(serializer), user, id.orElse(null)));
    }

    /** The application did not decide this, so somebody should be told. */
    private ConnectDecision.Refuse refused(ConnectRequest request, String why) {
        request.node().telemetry().emit(new ChannelEvent.ConnectRefused(name, why));
        return FORBIDDEN;
    }

    private synchronized Mounted mountedOn(LocalNode node) {
        var present = mounted;
        if (present == null || !present.node().equals(node)) {
            present = new Mounted(node, name, routes, supervisor, pubsub, limits);
            mounted = present;
        }
        return present;
    }
}
