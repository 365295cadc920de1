package dev.redstart.load.bench;

import java.util.List;
import java.util.concurrent.Callable;

import dev.redstart.load.run.Machine;
import dev.redstart.load.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code bounds}: how far the runtime keeps within the times of OTP.md 5. Asserts nothing. */
@Command(name = "bounds", sortOptions = false, description = "the process runtime's bounds: kill to DOWN, calls past a full mailbox, timers on busy cores, stops")
public final class BoundsCommand implements Callable<Integer> {
    @Option(names = "--rounds", paramLabel = "N", defaultValue = "100", description = "how often each is measured; ${DEFAULT-VALUE} by default")
    private int rounds;

    /** What is written as JSON. */
    record Report(Machine machine, List<Figure> figures) {}

    @Override
    public Integer call() throws Exception {
        var machine = Machine.here();
        System.out.println(machine.line());
        System.out.printf("%-64s %12s %12s %12s  %s%n", "", "p50", "p99", "max", "bound");
        var figures = new Bounds(rounds, System.err::println).measure();
        figures.forEach(figure -> System.out.println(figure.line()));
        System.out.println("written to " + RunFolder.ofThisRun().write("bounds", new Report(machine, figures)));
        return 0;
    }
}
