package dev.redstart.process;

import org.jspecify.annotations.Nullable;

/**
 * One party that wants to know when {@link #target} ends: a node of the list that hangs on the target.
 *
 * <p>Threading: {@code next}, {@code previous} and {@code attached} are guarded by the target's {@link Extension}.
 */
abstract class Watch {
    final LocalPid target;
    @Nullable
    Watch next;
    @Nullable
    Watch previous;
    boolean attached;

    Watch(LocalPid target) {
        this.target = target;
    }

    /** Called once, by whatever thread ended the target, unless this was detached before. Must be quick and must not throw. */
    abstract void down(ExitReason reason);
}
