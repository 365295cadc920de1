package dev.redstart.supervisor;

import java.util.ArrayDeque;

/** The restarts of the last period. Pure: the clock is the caller's. Owned by one supervisor. */
final class RestartWindow {
    private final Intensity intensity;
    private final ArrayDeque<Long> restarts = new ArrayDeque<>();

    RestartWindow(Intensity intensity) {
        this.intensity = intensity;
    }

    /**
     * Records a restart. A restart exactly one period ago still counts (OTP.md 1.11).
     *
     * @param now nanoseconds of a monotonic clock
     * @return whether the restart is allowed; if not, the supervisor gives up
     */
    boolean record(long now) {
        restarts.addLast(now);
        var period = intensity.period().toNanos();
        while (now - restarts.getFirst() > period) {
            restarts.removeFirst();
        }
        return restarts.size() <= intensity.max();
    }
}
