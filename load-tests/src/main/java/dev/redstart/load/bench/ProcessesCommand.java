package dev.redstart.load.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.redstart.load.run.Machine;
import dev.redstart.load.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The command {@code processes}: what processes cost, beside others in the same run. Each figure comes from JVMs of its own, and the
 * contestants take turns, so that what else the machine does meets all of them. Asserts no time.
 */
@Command(name = "processes", sortOptions = false, description = "spawn, messages, calls, latency, hops, memory of processes: Redstart, Pekko and plain virtual threads in turn")
public final class ProcessesCommand implements Callable<Integer> {
    private static final List<Contestant> USUAL = List.of(Contestant.values());

    @Option(names = "--only", paramLabel = "NAME", split = ",", description = "of the measurements (spawn-1, spawn-2, ping-pong, ring-1, ring-100, one-way-1, one-way-2, call-process, call-thread, latency-process, latency-thread, latency-process-loaded, latency-thread-loaded, hop-lone, hop-64, hop-busy, idle-N) those whose name begins so; all by default")
    private List<String> only = List.of("");

    @Option(names = "--forks", paramLabel = "N", defaultValue = "3", description = "JVMs for each measurement and contestant; ${DEFAULT-VALUE} by default")
    private int forks;

    @Option(names = "--warm-up", paramLabel = "MS", defaultValue = "3000", description = "time in each before it is measured; ${DEFAULT-VALUE} by default")
    private int warmUpMillis;

    @Option(names = "--measure", paramLabel = "MS", defaultValue = "3000", description = "time it is measured; ${DEFAULT-VALUE} by default")
    private int measureMillis;

    @Option(names = "--idle", paramLabel = "N", split = ",", defaultValue = "1000000,5000000", description = "idle processes whose memory is measured, one fork each; ${DEFAULT-VALUE} by default")
    private List<Integer> idle = List.of();

    @Mixin
    private final ForkOptions options = new ForkOptions();

    private final List<Row> rows = new ArrayList<>();

    /** What is written as JSON. */
    record Report(Machine machine, int forks, Timing timing, List<Row> rows, List<String> failures) {}

    /** {@return 0 when nothing was lost and nothing failed, else 1} */
    @Override
    public Integer call() throws Exception {
        var machine = Machine.here();
        var folder = RunFolder.ofThisRun();
        var jvms = options.forks("processes", folder);
        var timing = new Timing(warmUpMillis, measureMillis);
        System.out.println(machine.line() + ", load average " + Reading.loadAverage());
        var columns = List.<Column>of();
        for (var measurement : wanted(timing)) {
            if (!measurement.columns().equals(columns)) {
                columns = measurement.columns();
                System.out.println("\n" + Row.header(columns));
            }
            measure(measurement, jvms);
        }
        System.out.println("\nwritten to "
                + folder.write("processes", new Report(machine, forks, timing, rows, jvms.failures())));
        return jvms.failures().isEmpty() && rows.stream().allMatch(Row::good) ? 0 : 1;
    }

    private List<Measurement> wanted(Timing timing) {
        var wanted = Measurement.all(timing, idle).stream()
                .filter(measurement -> only.stream().anyMatch(measurement.name()::startsWith)).toList();
        if (wanted.isEmpty() || forks < 1) {
            throw new IllegalArgumentException(
                    "--only must name a measurement and --forks be >= 1, were " + only + " and " + forks);
        }
        return wanted;
    }

    private void measure(Measurement measurement, Forks jvms) throws IOException, InterruptedException {
        var contestants = options.contestants(USUAL);
        var samples = new ArrayList<List<Sample>>();
        contestants.forEach(_ -> samples.add(new ArrayList<>()));
        int rounds = measurement.repeated() ? forks : 1;
        for (int round = 1; round <= rounds; round++) {
            for (int i = 0; i < contestants.size(); i++) {
                System.err.printf("%s: %s, %d of %d%n", measurement.label(), contestants.get(i).label, round, rounds);
                jvms.attempt(measurement.job().apply(contestants.get(i))).ifPresent(samples.get(i)::add);
            }
        }
        for (int i = 0; i < contestants.size(); i++) {
            show(measurement, contestants.get(i), samples.get(i));
        }
    }

    private void show(Measurement measurement, Contestant contestant, List<Sample> samples) {
        if (!samples.isEmpty()) {
            var row = Row.of(measurement, contestant, samples);
            rows.add(row);
            System.out.println(row.line(measurement.label()));
        }
    }
}
