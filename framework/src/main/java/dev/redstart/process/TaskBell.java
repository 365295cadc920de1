package dev.redstart.process;

import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Where the owner of tasks waits for one of them to have an outcome. Unlike a {@link Slot} it serves for many waits: an owner may start a
 * task in one callback and await it in another, on another thread.
 *
 * <p>Threading: the owner waits, anybody rings.
 */
final class TaskBell {
    private static final Object RUNG = new Object();

    private final LocalPid owner;
    private volatile @Nullable Slot waiting;

    TaskBell(LocalPid owner) {
        this.owner = owner;
    }

    /** Wakes the owner; whatever it waits for has been written before. */
    void ring() {
        var present = waiting;
        if (present != null) {
            present.complete(RUNG);
        }
    }

    /** Waits until this has rung since {@code reached} was false, or the time is up; not at all if {@code reached} holds. */
    void await(BooleanSupplier reached, long nanos) {
        var slot = new Slot(owner);
        waiting = slot; // before the look, so that whoever comes after it rings
        try {
            if (!reached.getAsBoolean()) {
                slot.await(nanos);
            }
        } finally {
            waiting = null;
        }
    }
}
