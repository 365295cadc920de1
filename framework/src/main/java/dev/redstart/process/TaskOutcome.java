package dev.redstart.process;

import org.jspecify.annotations.Nullable;

/**
 * What became of a task.
 *
 * @param <T> the result
 */
public sealed interface TaskOutcome<T extends @Nullable Object> {
    /** It has a result. */
    record Done<T extends @Nullable Object>(T result) implements TaskOutcome<T> {}

    /** It ended without one. */
    record Failed<T extends @Nullable Object>(Pid task, ExitReason reason) implements TaskOutcome<T> {
        @Override
        public T result() {
            throw new TaskException.Exited(task, reason);
        }
    }

    /**
     * The result.
     *
     * @throws TaskException.Exited if there is none
     */
    T result();
}
