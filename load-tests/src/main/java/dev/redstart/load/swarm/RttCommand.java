package dev.redstart.load.swarm;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code rtt}. Filled by picocli, then run once. */
@Command(name = "rtt", sortOptions = false, description = "a ping on a topic and its reply: server CPU each, rate, latency")
public final class RttCommand implements Callable<Integer> {
    private static final int PER_TOPIC = 10;

    @Option(names = "--conns", paramLabel = "N", defaultValue = "64", description = "connections; ${DEFAULT-VALUE} by default")
    private int connections;

    @Option(names = "--rate", paramLabel = "R", defaultValue = "0", description = "pings per second in all, whatever is still unanswered (open loop); 0, the default: each connection sends the next when it has the reply (closed loop)")
    private double perSecond;

    @Mixin
    private final SwarmOptions swarm = new SwarmOptions();

    @Override
    public Integer call() throws Exception {
        var size = new RttMode.Size(connections, perSecond, swarm.warmUp(), swarm.measure());
        return swarm.run("rtt", connections, PER_TOPIC, session -> RttMode.run(session, size));
    }
}
