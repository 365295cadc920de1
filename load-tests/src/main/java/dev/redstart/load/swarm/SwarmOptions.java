package dev.redstart.load.swarm;

import java.time.Duration;
import java.util.Optional;

import dev.redstart.load.run.RunFolder;
import dev.redstart.load.server.ServerOptions;
import dev.redstart.load.server.ServerProbe;
import dev.redstart.load.server.ServerUnderTest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every mode of the swarm that measures operations. Written by picocli, then only read. */
final class SwarmOptions {
    @Option(names = "--topic", paramLabel = "TOPIC", defaultValue = "room:swarm-%d", description = "topic to join, %%d is its number; room:swarm-%%d by default")
    private String topic = "";

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

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "5", description = "not counted; ${DEFAULT-VALUE} by default")
    private double warmUpSeconds;

    @Option(names = "--measure", paramLabel = "SECONDS", defaultValue = "10", description = "counted; ${DEFAULT-VALUE} by default")
    private double measureSeconds;

    @Option(names = "--settle", paramLabel = "SECONDS", defaultValue = "2", description = "quiet time before memory is measured; ${DEFAULT-VALUE} by default")
    private double settleSeconds;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    /** What is done with the swarm. */
    interface Mode {
        ModeReport run(Session session) throws InterruptedException;
    }

    Duration warmUp() {
        return duration(warmUpSeconds);
    }

    Duration measure() {
        return duration(measureSeconds);
    }

    /**
     * Starts server and swarm, runs the mode, shows and writes what it has found.
     *
     * @param connections at most, at a time
     * @param perTopic    how many of them share a topic; 0: all
     * @return 0 when nothing at all went wrong, else 1
     */
    int run(String name, int connections, int perTopic, Mode mode) throws Exception {
        int parts = processes != null ? processes : Squads.processesFor(connections);
        Squads.checkFits(connections, parts);
        var folder = RunFolder.ofThisRun();
        try (var underTest = server.openAccept(name, folder)) {
            var report = run(underTest, connections, perTopic, parts, mode);
            System.out.print(report.table());
            System.out.println("written to " + folder.write(name, report));
            return report.clean() ? 0 : 1;
        }
    }

    private ModeReport run(ServerUnderTest underTest, int connections, int perTopic, int parts, Mode mode)
            throws InterruptedException {
        var plan = new Plan(underTest.url(), params, topic, perTopic, window, threads,
                sources != null ? sources : Squads.sourcesFor(connections),
                Duration.ofSeconds(limitSeconds), Duration.ofSeconds(heartbeatSeconds), 0);
        Optional<ServerProbe> probe = underTest.probe();
        var progress = new Progress(System.err);
        try (var session = new Session(plan, parts, probe, duration(settleSeconds), progress)) {
            return session.end(mode.run(session));
        }
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
