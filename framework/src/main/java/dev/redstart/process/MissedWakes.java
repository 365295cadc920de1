package dev.redstart.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Processes that have mail and that nobody runs, because whoever sent it ran out of stack right then. Without this they would be deaf for
 * ever, since only the first message of a process that sleeps wakes it.
 *
 * <p>Where the stack is exhausted nothing can be called, so whoever fails looks for an empty slot and writes it and {@code any} itself.
 * Somebody else wakes the process then: the next worker that comes to the end of an activation, or the watchdog, within about a second. More
 * than {@link #SLOTS} until then are lost, and so is one of two that come to the same slot at once.
 *
 * <p>Threading: everything is shared; a slot is emptied by one.
 */
final class MissedWakes {
    static final int SLOTS = 256;

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(LocalPid[].class);

    final @Nullable LocalPid[] slots = new LocalPid[SLOTS];
    volatile boolean any;

    /** What fails is tried again the next time. */
    void wakeAll() {
        any = false;
        for (int i = 0; i < SLOTS; i++) {
            if (slots[i] != null) {
                wake(i);
            }
        }
    }

    private void wake(int slot) {
        var missed = (LocalPid) SLOT.getAndSet(slots, slot, (LocalPid) null);
        if (missed != null) {
            try {
                missed.schedule();
            } catch (RuntimeException | Error _) {
                add(missed);
            }
        }
    }

    /** For those who have stack enough. */
    void add(LocalPid missed) {
        for (int i = 0; i < SLOTS; i++) {
            if (SLOT.compareAndSet(slots, i, (LocalPid) null, missed)) {
                break;
            }
        }
        any = true;
    }
}
