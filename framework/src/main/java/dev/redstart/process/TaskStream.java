package dev.redstart.process;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The same computation for many items, each in a task of its own, not too many at once. Immutable; each method gives a changed copy, and
 * nothing starts before {@link #run}.
 *
 * {@snippet :
 * try (var pages = TaskStream.over(urls, (url, _) -> fetch(url)).maxConcurrency(8).onTimeout(KILL).run(context)) {
 *     while (pages.hasNext()) {
 *         switch (pages.next()) {
 *             case TaskOutcome.Done(var page) -> index.add(page);
 *             case TaskOutcome.Failed(_, var reason) -> failures.add(reason);
 *         }
 *     }
 * }
 * }
 *
 * <p>Unless said otherwise as many tasks run at once as there are cores, results come in the order of their items, each task may take 5 s,
 * one that takes longer ends the owner, and all are linked to the owner: one that crashes ends it; if it
 * traps exits it hears {@link Signal.Exit} of the crash, and nothing of normal ends.
 *
 * @param <A> the items
 * @param <T> the results
 */
public final class TaskStream<A, T extends @Nullable Object> {
    /** What becomes of a task that takes longer than it may. It is killed in any case. */
    public enum OnTimeout {
        /** {@link TaskResults#next} stops all others and throws {@link TaskException.TimedOut}. */
        EXIT,
        /** Its outcome is a {@link ExitReason.Timeout}. */
        KILL
    }

    /** How the tasks run. */
    record Limits(int maxConcurrency, boolean ordered, Duration timeout, OnTimeout onTimeout) {
        Limits {
            if (maxConcurrency < 1) {
                throw new IllegalArgumentException("maxConcurrency must be >= 1, was " + maxConcurrency);
            }
            if (timeout.isNegative()) {
                throw new IllegalArgumentException("timeout must be >= 0, was " + timeout);
            }
            Objects.requireNonNull(onTimeout, "onTimeout");
        }

        /** Outcomes, come or to come, that the owner has not taken. */
        long maxUntaken() {
            return 2L * maxConcurrency;
        }
    }

    private final Iterable<? extends A> items;
    private final TaskFunction<? super A, ? extends T> function;
    private final Limits limits;
    private final @Nullable ProcessRef<?> supervisor;

    private TaskStream(Iterable<? extends A> items, TaskFunction<? super A, ? extends T> function, Limits limits,
            @Nullable ProcessRef<?> supervisor) {
        this.items = Objects.requireNonNull(items, "items");
        this.function = Objects.requireNonNull(function, "function");
        this.limits = limits;
        this.supervisor = supervisor;
    }

    /** {@code function} for each of {@code items}, of which the owner takes one when there is room for a further task; there may be no end. */
    public static <A, T extends @Nullable Object> TaskStream<A, T> over(Iterable<? extends A> items,
            TaskFunction<? super A, ? extends T> function) {
        var limits = new Limits(Runtime.getRuntime().availableProcessors(), true, Task.DEFAULT_TIMEOUT, OnTimeout.EXIT);
        return new TaskStream<>(items, function, limits, null);
    }

    private TaskStream<A, T> with(Limits other) {
        return new TaskStream<>(items, function, other, supervisor);
    }

    /** At most that many tasks run at once. */
    public TaskStream<A, T> maxConcurrency(int limit) {
        return with(new Limits(limit, limits.ordered, limits.timeout, limits.onTimeout));
    }

    /** Results come as soon as they are there, instead of being kept until those of all items before have come. */
    public TaskStream<A, T> unordered() {
        return with(new Limits(limits.maxConcurrency, false, limits.timeout, limits.onTimeout));
    }

    /** Each task may take that long. */
    public TaskStream<A, T> timeout(Duration limit) {
        return with(new Limits(limits.maxConcurrency, limits.ordered, limit, limits.onTimeout));
    }

    /** What becomes of a task that takes longer. */
    public TaskStream<A, T> onTimeout(OnTimeout rule) {
        return with(new Limits(limits.maxConcurrency, limits.ordered, limits.timeout, rule));
    }

    /** The tasks are temporary children of that dynamic supervisor and not linked to the owner: a crash is an outcome and nothing else. */
    public TaskStream<A, T> under(ProcessRef<?> other) {
        return new TaskStream<>(items, function, limits, Objects.requireNonNull(other, "supervisor"));
    }

    /**
     * The outcomes, for the process of {@code context} to take. The tasks start when it takes the first.
     *
     * @throws CallException.NoProcess if the supervisor is named by a name that nobody holds
     */
    public TaskResults<T> run(ProcessContext<?> context) {
        var origin = supervisor == null ? TaskOrigin.of(context) : TaskOrigin.under(supervisor, context);
        var results = new TaskResults<T>(origin, new TaskResults.Bodies<>(items.iterator(), function), limits);
        return context.own(results);
    }
}
