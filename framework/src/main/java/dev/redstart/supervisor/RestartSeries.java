package dev.redstart.supervisor;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How often one child has ended abnormally in a row. Pure: clock and chance are the caller's. Owned by one supervisor. */
final class RestartSeries {
    /** What is to be done about an end. */
    sealed interface Decision {
        /** Start it again at once; counts against the intensity. */
        record Now() implements Decision {}

        /** Start it again after {@code delay}. */
        record After(Duration delay) implements Decision {}

        /** It has ended too often. */
        record GiveUp() implements Decision {}
    }

    private static final Decision NOW = new Decision.Now();
    private static final Decision GIVE_UP = new Decision.GiveUp();

    private final Backoff backoff;
    private int ends;
    private boolean up;
    private long upSince;

    RestartSeries(Backoff backoff) {
        this.backoff = backoff;
    }

    /**
     * The child's {@code init} is done.
     *
     * @param now nanoseconds of a monotonic clock
     */
    void started(long now) {
        up = true;
        upSince = now;
    }

    /** The child has ended without anything being wrong: it comes back at once, and the series is what it was. */
    Decision endedInGoodOrder() {
        up = false;
        return NOW;
    }

    /** The child has ended abnormally, or did not start. */
    Decision ended(long now, RandomGenerator random) {
        if (up && backoff.isReset(now - upSince)) {
            ends = 0;
        }
        up = false;
        var before = ends;
        ends = before == Integer.MAX_VALUE ? before : before + 1;
        if (before >= backoff.giveUpAfter()) {
            return GIVE_UP;
        }
        return before < backoff.immediate() ? NOW : new Decision.After(backoff.delay(before, random));
    }

    /** The number of the restart that was decided last, from 1. */
    int attempt() {
        return ends;
    }

    Backoff backoff() {
        return backoff;
    }
}
