package dev.redstart.load.swarm;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code churn}. Filled by picocli, then run once. */
@Command(name = "churn", sortOptions = false, description = "connections that are replaced at a steady rate, ended by close frame, FIN and reset in turn: server CPU each, live heap before and after")
public final class ChurnCommand implements Callable<Integer> {
    private static final int PER_TOPIC = 10;

    @Option(names = "--conns", paramLabel = "N", defaultValue = "5000", description = "connections that are there at any time; ${DEFAULT-VALUE} by default")
    private int connections;

    @Option(names = "--rate", paramLabel = "R", defaultValue = "500", description = "connections replaced per second in all; ${DEFAULT-VALUE} by default")
    private double perSecond;

    @Mixin
    private final SwarmOptions swarm = new SwarmOptions();

    @Override
    public Integer call() throws Exception {
        var size = new ChurnMode.Size(connections, perSecond, swarm.warmUp(), swarm.measure());
        return swarm.run("churn", connections, PER_TOPIC, session -> ChurnMode.run(session, size));
    }
}
