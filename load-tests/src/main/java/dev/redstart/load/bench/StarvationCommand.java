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
 * The command {@code starvation}: do handlers that never wait keep all others from running? On plain virtual threads they do, and the
 * table says so. Asserts no time.
 */
@Command(name = "starvation", sortOptions = false, description = "handlers that never yield: bystanders' latency before, during and after, carriers, culprits named")
public final class StarvationCommand implements Callable<Integer> {
    private static final List<Contestant> USUAL = List.of(Contestant.REDSTART, Contestant.FRESH_THREADS);

    @Option(names = "--hogs", paramLabel = "COUNT[:MS]", split = ",", converter = Hogs.Converter.class, defaultValue = "2,8,40:5", description = "so many processes that never return, or compute so many ms for each message; ${DEFAULT-VALUE} by default")
    private List<Hogs> hogs = List.of();

    @Option(names = "--forks", paramLabel = "N", defaultValue = "1", description = "JVMs for each kind of hogs and contestant; ${DEFAULT-VALUE} by default")
    private int forks;

    @Option(names = "--warm-up", paramLabel = "MS", defaultValue = "2000", description = "time in each before it is measured; ${DEFAULT-VALUE} by default")
    private int warmUpMillis;

    @Option(names = "--phase", paramLabel = "MS", defaultValue = "5000", description = "time before, during and after the hogs each; ${DEFAULT-VALUE} by default")
    private int phaseMillis;

    @Mixin
    private final ForkOptions options = new ForkOptions();

    private final List<StarvationRow> rows = new ArrayList<>();

    /** What is written as JSON. */
    record Report(Machine machine, Timing timing, List<StarvationRow> rows, List<String> failures) {}

    /** {@return 0 when nothing was lost and nothing failed, else 1} */
    @Override
    public Integer call() throws Exception {
        var machine = Machine.here();
        var folder = RunFolder.ofThisRun();
        var jvms = options.forks("starvation", folder);
        var timing = new Timing(warmUpMillis, phaseMillis);
        System.out.println(machine.line() + ", load average " + Reading.loadAverage());
        for (var some : hogs) {
            System.out.println("\n" + some.label() + "\n" + StarvationRow.HEADER);
            measure(some, timing, jvms);
        }
        System.out.println(
                "\nwritten to " + folder.write("starvation", new Report(machine, timing, rows, jvms.failures())));
        return jvms.failures().isEmpty() && rows.stream().allMatch(row -> row.result().health().good()) ? 0 : 1;
    }

    private void measure(Hogs some, Timing timing, Forks jvms) throws IOException, InterruptedException {
        for (int round = 1; round <= forks; round++) {
            for (var contestant : options.contestants(USUAL)) {
                System.err.printf("%s: %s, %d of %d%n", some.label(), contestant.label, round, forks);
                jvms.attempt(new StarvationJob(contestant, some, timing)).ifPresent(result -> {
                    var row = new StarvationRow(contestant, some, result);
                    System.out.print(row.lines());
                    rows.add(row);
                });
            }
        }
    }
}
