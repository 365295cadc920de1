package dev.redstart.supervisor;

import java.time.Duration;

/**
 * How many restarts a supervisor makes before it gives up: at most {@code max} within any {@code period}.
 *
 * @param max restarts within the period; 0 gives up at the first
 * @param period the length of the sliding window
 */
public record Intensity(int max, Duration period) {
    /** 3 in 5 s. */
    public static final Intensity DEFAULT = new Intensity(3, Duration.ofSeconds(5));

    public Intensity {
        if (max < 0) {
            throw new IllegalArgumentException("restart intensity must be >= 0, was " + max);
        }
        if (!period.isPositive()) {
            throw new IllegalArgumentException("restart period must be > 0, was " + period);
        }
    }
}
