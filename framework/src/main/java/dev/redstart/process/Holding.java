package dev.redstart.process;

import org.jspecify.annotations.Nullable;

/**
 * Something a process has for as long as it lives: a name, a place in a registry. Given up at its end, before anybody hears of that
 * (OTP.md 1.1).
 *
 * <p>Threading: {@code next} and {@code previous} are guarded by the holder's {@link Extension}.
 */
abstract class Holding {
    @Nullable
    Holding next;
    @Nullable
    Holding previous;

    /** Gives it up. Called by whatever thread ended the holder, maybe while another takes it over, or after that. */
    abstract void release();
}
