package dev.redstart.process;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link TaskStream} computes of each item, in a task of its own.
 *
 * @param <A> the items
 * @param <T> the results
 */
@FunctionalInterface
public interface TaskFunction<A, T extends @Nullable Object> {
    /**
     * The result for {@code item}; whatever is thrown is a crash of that task.
     *
     * @param self the task's own context, only for this method's own thread
     */
    T apply(A item, ProcessContext<?> self) throws Exception;
}
