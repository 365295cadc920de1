package dev.redstart.process;

import org.jspecify.annotations.Nullable;

/**
 * Processes that have mail and that nobody runs, because whoever sent it ran out of stack right then. Without this they would be deaf for
 * ever, since only the first message of a process that sleeps wakes it.
 *
 * <p>Where the stack is exhausted nothing can be called, so {@link LocalPid#wake} writes {@code slots} and {@code any} itself. Somebody else
 * wakes the process then: the next worker that comes to the end of an activation, or the watchdog, within about a second. A slot that is
 * written twice before that keeps the last.
 *
 * <p>Threading: everything is shared; a slot is emptied by one.
 */
final class MissedWakes {
    /** A power of two. */
    static final int SLOTS = 64;

    final @Nullable LocalPid[] slots = new LocalPid[SLOTS];
    volatile boolean any;

    void wakeAll() {
        any = false;
        for (int i = 0; i < SLOTS; i++) {
            var missed = taken(i);
            if (missed != null) {
                missed.wake();
            }
        }
    }

    private synchronized @Nullable LocalPid taken(int slot) {
        var missed = slots[slot];
        slots[slot] = null;
        return missed;
    }
}
