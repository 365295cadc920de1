package dev.redstart.supervisor;

import java.time.Duration;
import java.util.ArrayDeque;

/** The restarts of the last period. Pure: the clock is the caller's. Owned by one supervisor. */
final class RestartWindow {
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE);

    private final int max;
    private final long period;
    private final ArrayDeque<Long> restarts = new ArrayDeque<>();

    RestartWindow(Intensity intensity) {
        this.max = intensity.max();
        this.period = (intensity.period().compareTo(LONGEST) < 0 ? intensity.period() : LONGEST).toNanos();
    }

    /**
     * Records a restart. A restart exactly one period ago still counts (OTP.md 1.11).
     *
     * @param now nanoseconds of a monotonic clock
     * @return whether the restart is allowed; if not, the supervisor gives up
     */
    boolean record(long now) {
        restarts.addLast(now);
        while (now - restarts.getFirst() > period) {
            restarts.removeFirst();
        }
        return restarts.size() <= max;
    }
}
