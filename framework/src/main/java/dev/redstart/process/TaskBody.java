package dev.redstart.process;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Task} computes. Runs in the task's own process, may block, and is interrupted when the task is ended.
 *
 * @param <T> the result
 */
@FunctionalInterface
public interface TaskBody<T extends @Nullable Object> {
    /**
     * The result; whatever is thrown is a crash of the task.
     *
     * @param self the task's own context, only for this method's own thread
     */
    T run(ProcessContext<?> self) throws Exception;
}
