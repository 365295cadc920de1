package dev.redstart.process;

import java.time.Duration;
import java.util.Optional;

/** A timer that was started; see {@link ProcessContext#sendAfter}. */
@TrustedImmutable
public sealed interface TimerRef permits Timers.Timer {
    /**
     * Stops the timer. Any thread may.
     *
     * @return the time that was left, or empty if the timer has fired or was cancelled before. Empty does not tell whether the message has
     *         been handled.
     */
    Optional<Duration> cancel();
}
