package dev.redstart.endpoint;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.redstart.process.Name;
import dev.redstart.supervisor.ChildSpec;
import dev.redstart.supervisor.DynamicSupervisorSpec;
import dev.redstart.supervisor.Startable;
import dev.redstart.supervisor.SupervisorRequest;
import dev.redstart.supervisor.SupervisorSpec;

/**
 * A socket that is to be mounted, as data.
 *
 * @param path the full path of its WebSockets
 * @param longPollPath the full path of long-poll, if it has that
 * @param acceptor who decides
 * @param options how
 * @param connections the name of the supervisor of its connections
 */
record SocketMount(String path, Optional<String> longPollPath, ConnectionAcceptor acceptor, SocketOptions options,
        Name<SupervisorRequest> connections) implements Startable {
    private static final Duration CLOSE_BUDGET = Duration.ofSeconds(5);

    /** @param base the path without the transport's segment */
    static SocketMount of(String endpoint, String base, ConnectionHandler handler, SocketOptions options) {
        var segment = options.webSocketSegment();
        var path = segment.isEmpty() ? base : base + "/" + segment;
        var mount = path + " of " + endpoint;
        return new SocketMount(path, options.longPoll().map(longPoll -> base + "/" + longPoll.segment()),
                handler.mount(mount), options, Name.of("connections " + mount));
    }

    /** Connections come last: they are stopped first, so that nobody sees channels die under a connection that is going away itself. */
    @Override
    public ChildSpec childSpec() {
        var supervisor = SupervisorSpec.supervisor("socket " + path);
        for (var child : children()) {
            supervisor = supervisor.child(child);
        }
        return supervisor.childSpec();
    }

    private List<Startable> children() {
        var all = new ArrayList<Startable>(acceptor.children());
        all.add(DynamicSupervisorSpec.dynamicSupervisor("connections " + path).name(connections)
                .shutdown(CLOSE_BUDGET));
        return all;
    }
}
