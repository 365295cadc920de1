package dev.redstart.supervisor;

import java.time.Duration;
import java.util.Objects;

import dev.redstart.process.TrustedImmutable;

/**
 * What a supervisor does when it is to start a child again whose former process has ended but still runs its last callback: the JVM can
 * interrupt a thread, not stop it (OTP.md 3.5). Such a callback can do nothing any more within the runtime, but what it does outside goes
 * on, a write to a database for example.
 */
@TrustedImmutable
public sealed interface Zombies {
    /** Starts the new process at once, beside what still runs of the old one. What a child does unless said otherwise. */
    record Replace() implements Zombies {}

    /**
     * Waits until the callback has returned, and starts the new process then; or when {@code max} is over, beside the old one.
     * The supervisor does nothing else meanwhile.
     */
    record Await(Duration max) implements Zombies {
        public Await {
            Objects.requireNonNull(max, "max");
            if (max.isNegative() || max.isZero()) {
                throw new IllegalArgumentException("the wait for a callback must be > 0, was " + max);
            }
        }
    }

    /**
     * Waits as {@link Await} does, 2 s; a callback that has not returned then makes the supervisor give up, so that its own supervisor
     * decides. What a supervisor knows of former processes ends with it: one that is started anew starts its children at once.
     */
    record Escalate() implements Zombies {}
}
