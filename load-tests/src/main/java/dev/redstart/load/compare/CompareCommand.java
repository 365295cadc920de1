package dev.redstart.load.compare;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import dev.redstart.load.run.Machine;
import dev.redstart.load.run.RunFolder;
import dev.redstart.load.server.ServerOptions;
import dev.redstart.load.server.ServerUnderTest;
import dev.redstart.load.swarm.Trials;
import dev.redstart.load.swarm.Trials.Outcome;
import dev.redstart.load.swarm.Trials.Trial;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code compare}. Filled by picocli, then run once. */
@Command(name = "compare", sortOptions = false, description = "Redstart beside Undertow, Netty, Vert.x, node ws and Go: server CPU of ping, fan-out and connect+join, memory per connection")
public final class CompareCommand implements Callable<Integer> {
    @Option(names = "--contestants", paramLabel = "NAME", split = ",", defaultValue = "redstart,undertow,netty,vertx,node,go", description = "${COMPLETION-CANDIDATES}; all by default, those that are installed")
    private List<Contestant> contestants = List.of();

    @Option(names = "--only", paramLabel = "WHAT", split = ",", defaultValue = "ping,fanout,connect", description = "${COMPLETION-CANDIDATES}; all by default")
    private List<Trial> only = List.of();

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "how often all contestants take their turn, each time started anew; ${DEFAULT-VALUE} by default")
    private int rounds;

    @Option(names = "--pingers", paramLabel = "N", defaultValue = "64", description = "connections that ping; ${DEFAULT-VALUE} by default")
    private int pingers;

    @Option(names = "--conns", paramLabel = "N", defaultValue = "10000", description = "subscribers of the fan-out; ${DEFAULT-VALUE} by default")
    private int subscribers;

    @Option(names = "--block", paramLabel = "N", defaultValue = "2000", description = "connections opened and closed together; ${DEFAULT-VALUE} by default")
    private int block;

    @Option(names = "--warm-up", paramLabel = "SECONDS", defaultValue = "5", description = "of each measurement; ${DEFAULT-VALUE} by default")
    private double warmUpSeconds;

    @Option(names = "--measure", paramLabel = "SECONDS", defaultValue = "5", description = "of each measurement; ${DEFAULT-VALUE} by default")
    private double measureSeconds;

    @Option(names = "--java-opts", paramLabel = "OPTS", defaultValue = "-XX:+UseParallelGC", description = "of every server in Java; ${DEFAULT-VALUE} by default")
    private String javaOpts = "";

    @Option(names = "--ready", paramLabel = "SECONDS", defaultValue = "300", description = "how long a server may take until it accepts connections, building included; ${DEFAULT-VALUE} by default")
    private int readySeconds;

    /** {@return 0 when everybody could be measured and none did anything wrong} */
    @Override
    public Integer call() throws Exception {
        var folder = RunFolder.ofThisRun();
        var outcomes = new EnumMap<Contestant, List<Outcome>>(Contestant.class);
        for (var contestant : contestants) {
            contestant.missing(folder).ifPresentOrElse(System.out::println,
                    () -> outcomes.put(contestant, new ArrayList<>()));
        }
        var failures = new ArrayList<String>();
        for (int round = 1; round <= rounds; round++) {
            for (var entry : outcomes.entrySet()) {
                System.err.println("round " + round + " of " + rounds + ": " + entry.getKey().label());
                attempt(entry.getKey(), folder, entry.getValue(), failures);
            }
        }
        var comparison = new Comparison(folder.started(), Machine.here(), settings(folder.started()), outcomes,
                failures);
        System.out.print(comparison.table());
        System.out.println("written to " + folder.write("compare", comparison));
        return comparison.clean() ? 0 : 1;
    }

    /** One that fails is told, and is no reason not to measure the others. */
    private void attempt(Contestant contestant, RunFolder folder, List<Outcome> outcomes, List<String> failures)
            throws IOException, InterruptedException {
        try (var server = ServerUnderTest.start(launch(contestant, folder))) {
            outcomes.add(Trials.run(server.url(), server.probe().orElseThrow(), size(), EnumSet.copyOf(only)));
        } catch (RuntimeException e) {
            var why = contestant.label() + " failed: " + e.getMessage();
            System.err.println(why);
            failures.add(why);
        }
    }

    private ServerUnderTest.Launch launch(Contestant contestant, RunFolder folder) throws IOException {
        int port = ServerOptions.freePort();
        return new ServerUnderTest.Launch(contestant.command(folder).replace("{port}", Integer.toString(port)),
                URI.create("ws://127.0.0.1:" + port + "/socket/websocket"), javaOpts,
                folder.result("compare-" + contestant, "server.log"), Duration.ofSeconds(readySeconds));
    }

    private Trials.Size size() {
        return new Trials.Size(pingers, subscribers, block, duration(warmUpSeconds), duration(measureSeconds));
    }

    private Map<String, Object> settings(Instant started) {
        return new TreeMap<>(Map.of("started", started.toString(), "rounds", rounds, "pingers", pingers, "subscribers",
                subscribers, "block", block, "warmUpSeconds", warmUpSeconds, "measureSeconds", measureSeconds,
                "javaOpts", javaOpts));
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
