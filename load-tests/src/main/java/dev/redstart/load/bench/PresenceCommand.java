package dev.redstart.load.bench;

import java.util.List;
import java.util.concurrent.Callable;

import dev.redstart.load.run.Machine;
import dev.redstart.load.run.RunFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code presence}: what it costs to be there with many others on one topic. Asserts nothing. */
@Command(name = "presence", sortOptions = false, description = "one topic with up to 20,000 members: joins, looks, pages, what a newcomer is sent, in one JVM")
public final class PresenceCommand implements Callable<Integer> {
    @Option(names = "--rounds", paramLabel = "N", defaultValue = "2000", description = "how many join and leave in each measurement; ${DEFAULT-VALUE} by default")
    private int rounds;

    @Option(names = "--members", paramLabel = "N,N,…", split = ",", defaultValue = "0,1000,10000,20000", description = "how many are there before; ${DEFAULT-VALUE} by default")
    private List<Integer> members = List.of();

    /** What is written as JSON. */
    record Report(Machine machine, List<PresenceRow> rows) {}

    @Override
    public Integer call() throws Exception {
        var machine = Machine.here();
        System.out.println(machine.line());
        var rows = new PresenceBench(rounds, System.err::println).measure(members);
        System.out.println(PresenceRow.HEAD);
        rows.forEach(row -> System.out.println(row.line()));
        System.out.println("written to " + RunFolder.ofThisRun().write("presence", new Report(machine, rows)));
        return 0;
    }
}
