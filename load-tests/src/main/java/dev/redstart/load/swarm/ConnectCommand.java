package dev.redstart.load.swarm;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code connect}. Filled by picocli, then run once. */
@Command(name = "connect", sortOptions = false, description = "connections that open, join and leave again, as fast as can be: server CPU per connect+join, joins/s, latency")
public final class ConnectCommand implements Callable<Integer> {
    private static final int PER_TOPIC = 10;

    @Option(names = "--conns", paramLabel = "N", defaultValue = "2000", description = "connections that are opened, all, and then closed, all, again and again; ${DEFAULT-VALUE} by default")
    private int connections;

    @Mixin
    private final SwarmOptions swarm = new SwarmOptions();

    @Override
    public Integer call() throws Exception {
        var size = new ConnectMode.Size(connections, swarm.warmUp(), swarm.measure());
        return swarm.run("connect", connections, PER_TOPIC, session -> ConnectMode.run(session, size));
    }
}
