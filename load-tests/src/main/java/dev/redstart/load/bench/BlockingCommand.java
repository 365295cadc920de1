package dev.redstart.load.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

import dev.redstart.load.run.Machine;
import dev.redstart.load.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The command {@code blocking}: do handlers that wait, as for a database, keep up, what does that cost, and who else has to wait?
 * Asserts no time.
 */
@Command(name = "blocking", sortOptions = false, description = "processes whose handlers sleep, under a load that does not wait for them: backlog, CPU, bystanders")
public final class BlockingCommand implements Callable<Integer> {
    private static final List<Contestant> USUAL = List.of(Contestant.REDSTART, Contestant.FRESH_THREADS);

    @Option(names = "--load", paramLabel = "PROCESSES:MS:PER_SECOND", split = ",", converter = Offered.Converter.class, defaultValue = "10000:2:50000,20000:50:100000", description = "so many processes that sleep so long for each of so many messages per second; ${DEFAULT-VALUE} by default")
    private List<Offered> loads = List.of();

    @Option(names = "--forks", paramLabel = "N", defaultValue = "2", description = "JVMs for each load and contestant; ${DEFAULT-VALUE} by default")
    private int forks;

    @Option(names = "--warm-up", paramLabel = "MS", defaultValue = "4000", description = "time in each before it is measured; ${DEFAULT-VALUE} by default")
    private int warmUpMillis;

    @Option(names = "--measure", paramLabel = "MS", defaultValue = "8000", description = "time it is measured; ${DEFAULT-VALUE} by default")
    private int measureMillis;

    @Mixin
    private final ForkOptions options = new ForkOptions();

    private final List<BlockingRow> rows = new ArrayList<>();

    /** What is written as JSON. */
    record Report(Machine machine, Timing timing, List<BlockingRow> rows, List<String> failures) {}

    /** {@return 0 when nothing was lost and nothing failed, else 1} */
    @Override
    public Integer call() throws Exception {
        var machine = Machine.here();
        var folder = RunFolder.ofThisRun();
        var jvms = options.forks("blocking", folder);
        var timing = new Timing(warmUpMillis, measureMillis);
        System.out.println(machine.line() + ", load average " + Reading.loadAverage());
        for (var load : loads) {
            System.out.println("\n" + load.label() + "\n" + BlockingRow.HEADER);
            measure(load, timing, jvms);
        }
        System.out.println(
                "\nwritten to " + folder.write("blocking", new Report(machine, timing, rows, jvms.failures())));
        return jvms.failures().isEmpty() && rows.stream().allMatch(row -> row.result().health().good()) ? 0 : 1;
    }

    private void measure(Offered load, Timing timing, Forks jvms) throws IOException, InterruptedException {
        var ofThisLoad = new ArrayList<BlockingRow>();
        for (int round = 1; round <= forks; round++) {
            for (var contestant : options.contestants(USUAL)) {
                System.err.printf("%s: %s, %d of %d%n", load.label(), contestant.label, round, forks);
                jvms.attempt(new BlockingJob(contestant, load, timing)).ifPresent(result -> {
                    var row = new BlockingRow(contestant, load, result);
                    System.out.println(row.line());
                    ofThisLoad.add(row);
                });
            }
        }
        BlockingRow.ratio(ofThisLoad).ifPresent(ratio -> System.out.printf(Locale.ROOT,
                "CPU, Redstart to fresh threads: %.2f (medians)%n", ratio));
        rows.addAll(ofThisLoad);
    }
}
