package dev.redstart.load.swarm;

import java.time.Duration;
import java.util.Optional;

import dev.redstart.load.run.RunFolder;
import dev.redstart.load.server.ServerOptions;
import dev.redstart.load.server.ServerProbe;
import dev.redstart.load.server.ServerUnderTest;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every mode of the swarm that measures operations. Written by picocli, then only read. */
final class SwarmOptions {
    @Option(names = "--topic", paramLabel = "TOPIC", defaultValue = "room:swarm-%d", description = "topic to join, %%d is its number; room:swarm-%%d by default")
    private String topic = "";

    @Mixin
    private final ClientOptions client = new ClientOptions();

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
        int parts = client.processes(connections);
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
        var plan = client.plan(underTest.url(), topic, perTopic, connections);
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
