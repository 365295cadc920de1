package dev.redstart.load.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * Processes with hardly anything to do, beside others that have a lot: every millisecond one of them, in turn, gets a probe from a
 * platform thread.
 *
 * <p>Threading: for one thread; the prober's own is the only other one.
 */
final class Bystanders<A> implements AutoCloseable {
    private static final double PROBES_PER_SECOND = 1_000;
    private static final int COUNT = 64;

    private final Actors<A> actors;
    private final List<A> targets;
    private final Pacer pacer;
    private int next; // the prober's
    private volatile Phase phase = new Phase();

    /** They are probed at once. */
    Bystanders(Actors<A> actors) {
        this.actors = actors;
        this.targets = Stream.generate(() -> actors.spawn(Phase::handle)).limit(COUNT).toList();
        this.pacer = new Pacer("prober", PROBES_PER_SECOND, this::probe, actors.failures());
    }

    private void probe() {
        next = (next + 1) % COUNT;
        actors.tell(targets.get(next), phase.probe());
    }

    /** From now on all probes belong to a new phase. {@return that phase} */
    Phase nextPhase() {
        var begun = new Phase();
        phase = begun;
        return begun;
    }

    /** The probing ends; what was sent is still handled. */
    @Override
    public void close() {
        pacer.close();
    }
}
