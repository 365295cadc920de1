package dev.redstart.load.swarm;

import java.time.Duration;
import java.util.concurrent.Callable;

import dev.redstart.load.run.RunFolder;
import dev.redstart.load.server.ServerOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code idle}: options, server, mode, results. Filled by picocli, then run once. */
@Command(name = "idle", sortOptions = false, description = "connections that join and stay: joins/s, latency, server CPU and memory per connection")
public final class IdleCommand implements Callable<Integer> {
    @Option(names = "--conns", paramLabel = "N", defaultValue = "10000", description = "connections in all; ${DEFAULT-VALUE} by default")
    private int connections;

    @Option(names = "--baseline", paramLabel = "N", description = "of these, opened first, to warm up and to compare with; 1,000 by default, a tenth of fewer than 10,000")
    private @Nullable Integer baseline;

    @Option(names = "--topic", paramLabel = "TOPIC", defaultValue = "room:load-%d", description = "topic to join, %%d is its number; room:load-%%d by default")
    private String topic = "";

    @Option(names = "--per-topic", paramLabel = "K", defaultValue = "10", description = "connections that share a topic, 0: all; ${DEFAULT-VALUE} by default")
    private int perTopic;

    @Mixin
    private final ClientOptions client = new ClientOptions();

    @Option(names = "--settle", paramLabel = "SECONDS", defaultValue = "3", description = "quiet time before memory is measured; ${DEFAULT-VALUE} by default")
    private int settleSeconds;

    @Option(names = "--hold", paramLabel = "SECONDS", defaultValue = "0", description = "how long all connections are kept; ${DEFAULT-VALUE} by default")
    private int holdSeconds;

    @Mixin
    private final ServerOptions server = new ServerOptions();

    /** {@return 0 when nothing at all went wrong, else 1} */
    @Override
    public Integer call() throws Exception {
        var size = new IdleMode.Size(connections, baseline(), Duration.ofSeconds(settleSeconds),
                Duration.ofSeconds(holdSeconds));
        var folder = RunFolder.ofThisRun();
        int parts = client.processes(connections);
        try (var underTest = server.open("idle", folder)) {
            var mode = new IdleMode(client.plan(underTest.url(), topic, perTopic, connections), parts, size,
                    underTest.probe(), new Progress(System.err));
            var report = mode.run();
            System.out.print(report.table());
            System.out.println("written to " + folder.write("idle", report));
            return report.clean() ? 0 : 1;
        }
    }

    private int baseline() {
        return baseline != null ? baseline : Math.max(1, Math.min(1_000, connections / 10));
    }
}
