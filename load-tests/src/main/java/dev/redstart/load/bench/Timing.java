package dev.redstart.load.bench;

import java.time.Duration;

/**
 * How long a job takes.
 *
 * @param warmUpMillis before anything is counted: the compiler is done by then
 * @param measureMillis while it is counted
 */
record Timing(int warmUpMillis, int measureMillis) {
    Timing {
        if (warmUpMillis < 0 || measureMillis < 1) {
            throw new IllegalArgumentException(
                    "warm-up must be >= 0 and measure >= 1 ms, were " + warmUpMillis + " and "
                            + measureMillis);
        }
    }

    /** With everything that may take long around it. */
    Duration limit() {
        return Duration.ofMillis(2L * (warmUpMillis + measureMillis)).plusSeconds(60);
    }
}
