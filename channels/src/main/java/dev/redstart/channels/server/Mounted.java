package dev.redstart.channels.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import dev.redstart.channels.ChannelLimits;
import dev.redstart.channels.LogLevel;
import dev.redstart.channels.Route;
import dev.redstart.channels.Routes;
import dev.redstart.channels.serializer.Serializer;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessKind;
import dev.redstart.process.ProcessRef;
import dev.redstart.pubsub.PubSub;
import dev.redstart.supervisor.SupervisorRequest;
import dev.redstart.telemetry.Counter;
import dev.redstart.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of one mount share on the node they live on: settings, counters and the kinds of their channel processes. Immutable
 * but for counters and encoders made at first use; any thread may use it.
 */
final class Mounted {
    /** What is counted for each route. */
    record RouteMeters(Counter joined, Counter refused, Counter failed, Counter crashed) {
        static RouteMeters of(Telemetry telemetry, String route) {
            return new RouteMeters(joins(telemetry, route, "ok"), joins(telemetry, route, "refused"),
                    joins(telemetry, route, "failed"), telemetry.counter("redstart.channel.crashes", "route", route));
        }

        private static Counter joins(Telemetry telemetry, String route, String result) {
            return telemetry.counter("redstart.channel.joins", "route", route, "result", result);
        }
    }

    /** A route with what this node needs to run its channels. */
    record LiveRoute(Route route, ProcessKind<Live, Object> kind, RouteMeters meters) {
        /** The state of the process of one channel. */
        Live live(Mounted mounted, Lane lane, Object user) {
            return route.isProcess()
                    ? new LiveProcess(mounted, route, lane, user)
                    : new LiveChannel(mounted, route, lane, user);
        }
    }

    private final LocalNode node;
    private final String name;
    private final Routes routes;
    private final Name<SupervisorRequest> supervisor;
    private final PubSub pubsub;
    private final ChannelLimits limits;
    private final Pace pace;
    private final Map<Route, LiveRoute> liveRoutes = new HashMap<>();
    private final Map<Serializer, Encoder> encoders = new ConcurrentHashMap<>();
    private final Counter messagesIn;

    Mounted(LocalNode node, String name, Routes routes, Name<SupervisorRequest> supervisor, PubSub pubsub,
            ChannelLimits limits) {
        this.node = node;
        this.name = name;
        this.routes = routes;
        this.supervisor = supervisor;
        this.pubsub = pubsub;
        this.limits = limits;
        this.pace = Pace.of(limits.mailbox());
        this.messagesIn = node.telemetry().counter("redstart.channel.messages", "direction", "in");
        var server = new ChannelServer(node.telemetry().counter("redstart.channel.activations"));
        var mailbox = new Mailbox(limits.mailbox(), Mailbox.Overflow.KILL_RECEIVER);
        for (var route : routes.all()) {
            liveRoutes.put(route, new LiveRoute(route, node.kind("channel " + route.pattern(), server, mailbox, false),
                    RouteMeters.of(node.telemetry(), route.pattern())));
        }
        routes.unreachable()
                .forEach(route -> telemetry().emit(new ChannelEvent.UnreachableRoute(name, route.pattern())));
    }

    LocalNode node() {
        return node;
    }

    /** For people: which mount this is. */
    String name() {
        return name;
    }

    PubSub pubsub() {
        return pubsub;
    }

    ChannelLimits limits() {
        return limits;
    }

    Pace pace() {
        return pace;
    }

    Counter messagesIn() {
        return messagesIn;
    }

    Telemetry telemetry() {
        return node.telemetry();
    }

    /** Whether anybody hears what is told of {@code topic} at that level. */
    boolean isLogged(LogLevel level, String topic) {
        return level != LogLevel.OFF && telemetry().isRoutineWanted(level.severity().orElseThrow())
                && !topic.startsWith(Events.PHOENIX);
    }

    Encoder encoder(Serializer serializer) {
        return encoders.computeIfAbsent(serializer, key -> new Encoder(key, telemetry()));
    }

    /** The route of {@code topic}, or null if there is none. */
    @Nullable
    LiveRoute route(String topic) {
        var route = routes.match(topic);
        return route == null ? null : liveRoutes.get(route);
    }

    /** Under whom all channels of the mount run; empty while it is being restarted. */
    Optional<Pid> supervisor() {
        return node.whereis(supervisor).map(ProcessRef::pid);
    }
}
