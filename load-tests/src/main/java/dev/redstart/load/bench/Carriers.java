package dev.redstart.load.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;

import jdk.management.VirtualThreadSchedulerMXBean;

/** How many threads the JDK allows to carry virtual threads at the same time, watched by whoever asks. For one thread. */
final class Carriers {
    private static final int TICK_MILLIS = 10;

    private final VirtualThreadSchedulerMXBean scheduler = ManagementFactory
            .getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    private final int before = scheduler.getParallelism();
    private int most = before;
    private long changedUntil = System.nanoTime();

    /** The parallelism when this was made. */
    int before() {
        return before;
    }

    /** The most that was seen. */
    int most() {
        return most;
    }

    int now() {
        return scheduler.getParallelism();
    }

    /** Looks on for so long. */
    void watch(int millis) throws InterruptedException {
        for (int ticks = Math.max(1, millis / TICK_MILLIS); ticks > 0; ticks--) {
            Thread.sleep(TICK_MILLIS);
            look();
        }
    }

    private int look() {
        int now = now();
        most = Math.max(most, now);
        if (now != before) {
            changedUntil = System.nanoTime();
        }
        return now;
    }

    /**
     * Waits until the parallelism is what it was before.
     *
     * @return milliseconds from {@code began}, a time of {@link System#nanoTime}, until it was; -1 when it never came
     */
    long awaitReturn(long began, Duration limit) throws InterruptedException {
        boolean back = Patience.until(() -> look() == before, limit);
        return back ? Math.max(0, changedUntil - began) / 1_000_000 : -1;
    }
}
