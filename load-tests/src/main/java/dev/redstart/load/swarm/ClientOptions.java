package dev.redstart.load.swarm;

import java.net.URI;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How the client side of a run is made up. Filled by picocli. */
final class ClientOptions {
    @Option(names = "--params", paramLabel = "QUERY", defaultValue = "user=swarm-%d", description = "connect params, %%d is the connection's number; user=swarm-%%d by default")
    private String params = "";

    @Option(names = "--window", paramLabel = "W", defaultValue = "128", description = "connections opening at the same time, in each process; ${DEFAULT-VALUE} by default")
    private int window;

    @Option(names = "--processes", paramLabel = "N", description = "client processes; by default one per 15,000 connections")
    private @Nullable Integer processes;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1", description = "selector threads of each process; ${DEFAULT-VALUE} by default")
    private int threads;

    @Option(names = "--sources", paramLabel = "N", description = "source addresses 127.0.0.1 to 127.0.0.N; by default one per 20,000 connections, 0 (the kernel chooses) when one is enough")
    private @Nullable Integer sources;

    @Option(names = "--limit", paramLabel = "SECONDS", defaultValue = "30", description = "for connecting, upgrading and joining together, and for closing; ${DEFAULT-VALUE} by default")
    private int limitSeconds;

    @Option(names = "--heartbeat", paramLabel = "SECONDS", defaultValue = "30", description = "pause between heartbeats; ${DEFAULT-VALUE} by default")
    private int heartbeatSeconds;

    /**
     * How many processes the client side consists of.
     *
     * @throws IllegalArgumentException if so many connections do not fit into them
     */
    int processes(int connections) {
        int parts = processes != null ? processes : Squads.processesFor(connections);
        Squads.checkFits(connections, parts);
        return parts;
    }

    /** @param perTopic how many of the connections share a topic; 0: all */
    Plan plan(URI url, String topic, int perTopic, int connections) {
        return new Plan(url, params, topic, perTopic, window, threads,
                sources != null ? sources : Squads.sourcesFor(connections), Duration.ofSeconds(limitSeconds),
                Duration.ofSeconds(heartbeatSeconds), 0);
    }
}
