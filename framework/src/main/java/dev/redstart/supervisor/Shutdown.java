package dev.redstart.supervisor;

import java.time.Duration;

import dev.redstart.process.ExitReason;

/**
 * How a child is stopped: it is asked to end with {@link ExitReason#SHUTDOWN} and killed when it has not after {@code budget}.
 *
 * @param budget how long it may take; zero kills without asking
 */
public record Shutdown(Duration budget) {
    /** Kill without asking. */
    public static final Shutdown BRUTAL_KILL = new Shutdown(Duration.ZERO);
    /** Wait for as long as it takes: for children that are supervisors. */
    public static final Shutdown INFINITY = new Shutdown(Duration.ofSeconds(Long.MAX_VALUE));
    /** What a worker gets: 5 s. */
    public static final Shutdown DEFAULT = new Shutdown(Duration.ofSeconds(5));

    public Shutdown {
        if (budget.isNegative()) {
            throw new IllegalArgumentException("a shutdown budget must be >= 0, was " + budget);
        }
    }
}
