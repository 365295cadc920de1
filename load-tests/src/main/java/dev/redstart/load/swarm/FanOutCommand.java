package dev.redstart.load.swarm;

import java.time.Duration;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code fan-out}. Filled by picocli, then run once. */
@Command(name = "fan-out", sortOptions = false, description = "broadcasts to one topic: server CPU per delivery, deliveries/s, latency, writes per delivery; --stalled for subscribers that do not read")
public final class FanOutCommand implements Callable<Integer> {
    /** Who is waited for before the next broadcast. */
    enum Await {
        all, sender
    }

    @Option(names = "--conns", paramLabel = "N", defaultValue = "10000", description = "subscribers; ${DEFAULT-VALUE} by default")
    private int connections;

    @Option(names = "--in-flight", paramLabel = "K", defaultValue = "1", description = "broadcasts under way at once, each with a sender of its own; ${DEFAULT-VALUE} by default")
    private int inFlight;

    @Option(names = "--await", paramLabel = "WHO", defaultValue = "all", description = "the next broadcast is sent when 'all' have the one before, or when its 'sender' has it, which may be first and leaves more under way than K; ${DEFAULT-VALUE} by default")
    private Await await = Await.all;

    @Option(names = "--bytes", paramLabel = "B", defaultValue = "120", description = "of a broadcast, about, 120 at least; ${DEFAULT-VALUE} by default")
    private int bytes;

    @Option(names = "--stalled", paramLabel = "M", defaultValue = "0", description = "subscribers more that do not read; 0 by default")
    private int stalled;

    @Option(names = "--strace", paramLabel = "SECONDS", defaultValue = "0", description = "at the end count for so long, by strace, the calls by which the server sends, whichever they are; it is slower meanwhile; 0, the default: not")
    private int traceSeconds;

    @Mixin
    private final SwarmOptions swarm = new SwarmOptions();

    @Override
    public Integer call() throws Exception {
        var size = new FanOutMode.Size(connections, inFlight, bytes, await == Await.all, stalled, swarm.warmUp(),
                swarm.measure(), Duration.ofSeconds(traceSeconds));
        return swarm.run("fan-out", connections + stalled, 0, session -> FanOutMode.run(session, size));
    }
}
