package dev.redstart.load.bench;

import java.util.concurrent.locks.LockSupport;

/**
 * A platform thread that does something at a fixed rate and catches up with what it has missed: an open loop, which whoever is
 * slow cannot slow down.
 */
final class Pacer implements AutoCloseable {
    /** The shortest sleep: faster rates are done a few at a time. */
    private static final long NAP_NANOS = 200_000;

    private final double perSecond;
    private final Runnable action;
    private final Failures failures;
    private final Thread thread;
    private volatile boolean closed;

    /** Starts at once. */
    Pacer(String name, double perSecond, Runnable action, Failures failures) {
        this.perSecond = perSecond;
        this.action = action;
        this.failures = failures;
        this.thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    private void run() {
        long began = System.nanoTime();
        long done = 0;
        try {
            while (!closed) {
                for (long due = due(System.nanoTime() - began); done < due && !closed; done++) {
                    action.run();
                }
                long next = (long) ((done + 1) * 1e9 / perSecond) - (System.nanoTime() - began);
                LockSupport.parkNanos(Math.max(next, NAP_NANOS));
            }
        } catch (RuntimeException e) {
            failures.note(Thread.currentThread().getName() + ": " + e);
        }
    }

    private long due(long nanos) {
        return (long) (nanos * perSecond / 1e9);
    }

    /** When this returns, it does nothing any more. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
