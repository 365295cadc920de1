package dev.redstart.process;

import java.time.InstantSource;
import java.util.concurrent.Future;

/**
 * Where a node has its time from: everything on it that waits, waits by this. A node takes the machine's time unless a test kit gives it
 * another ({@link NodeUnderTest}).
 *
 * <p>Threading: all methods may be called from any thread.
 */
public interface NodeTime extends InstantSource {
    /** Nanoseconds since some moment; never goes back. Only differences mean anything, as with {@link System#nanoTime}. */
    long nanoTime();

    /**
     * Runs {@code action} once {@link #nanoTime} has reached {@code due}, or soon if it has already; on whatever thread makes the time
     * pass, never within this call. The action is quick.
     *
     * @param due in the terms of {@link #nanoTime}
     * @return cancels it
     */
    Future<?> schedule(long due, Runnable action);
}
