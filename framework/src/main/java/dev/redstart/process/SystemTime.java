package dev.redstart.process;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The machine's time, for one node, with one platform thread: two busy virtual threads on two cores would hold every virtual-thread timer
 * up (DESIGN.md 3.4).
 */
final class SystemTime implements NodeTime, AutoCloseable {
    private final InstantSource wall = InstantSource.system();
    private final ScheduledThreadPoolExecutor executor;

    SystemTime(String node) {
        executor = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("redstart-timers-" + node).factory());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Instant instant() {
        return wall.instant();
    }

    @Override
    public Future<?> schedule(long due, Runnable action) {
        return executor.schedule(action, due - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
