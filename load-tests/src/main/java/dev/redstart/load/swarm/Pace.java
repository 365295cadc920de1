package dev.redstart.load.swarm;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/**
 * Says what is due, at a steady rate, with the time at which it was due: who takes that for its start measures also the wait of
 * what came late (no coordinated omission).
 * <p>
 * Threading: a platform thread of its own, since a selector waits in whole milliseconds.
 */
final class Pace implements AutoCloseable {
    /** Above 2,000 a second several fall on one moment: a thread cannot be woken much more often. */
    private static final double SHORTEST_TICK_NANOS = 500_000;

    private final double perSecond;
    private final LongConsumer due;
    private volatile boolean closed;

    /** Begins at once; {@code due} is called by the thread of the pace. */
    Pace(double perSecond, LongConsumer due) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("a rate per second must be > 0, was " + perSecond);
        }
        this.perSecond = perSecond;
        this.due = due;
        Thread.ofPlatform().name("pace").daemon().start(this::run);
    }

    @Override
    public void close() {
        closed = true;
    }

    private void run() {
        double tick = Math.max(SHORTEST_TICK_NANOS, 1e9 / perSecond);
        long start = System.nanoTime();
        long said = 0;
        for (long n = 1; !closed; n++) {
            long at = start + Math.round(n * tick);
            await(at);
            for (long all = Math.round(n * tick * perSecond / 1e9); said < all && !closed; said++) {
                due.accept(at);
            }
        }
    }

    private void await(long at) {
        for (long left = at - System.nanoTime(); left > 0 && !closed; left = at - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
