package dev.redstart.process;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** Where the outcome of one task arrives: its result, or, as a watch on it, its end. The first stays. */
class TaskSlot<T extends @Nullable Object> extends Slot {
    /** The owner has said that it will not ask for the outcome. */
    private static final Object IGNORED = new Object();

    /** A result may be null, an outcome may not. */
    private record Result(@Nullable Object value) {}

    private final TaskBell bell;

    TaskSlot(LocalPid task, TaskBell bell) {
        super(task);
        this.bell = bell;
    }

    /** On the task's thread. */
    final void arrived(T result) {
        Activation.checkFence();
        complete(new Result(result));
    }

    /** @return false if there is an outcome already */
    final boolean ignore() {
        return complete(IGNORED);
    }

    @Override
    void completed() {
        bell.ring();
    }

    /** Waits for an outcome; one that is there already takes no time. */
    final void awaitOutcome(long nanos) {
        // one that has ended has an outcome: whoever ended it is about to bring it, maybe after a DOWN that the owner has already heard
        var patience = target.hasEnded() ? Stopping.KILL_LIMIT.toNanos() : nanos;
        bell.await(() -> outcome() != null, patience);
    }

    /** The outcome, as users see it. */
    final Optional<TaskOutcome<T>> seen() {
        return switch (outcome()) {
            case null -> Optional.empty();
            case Ended(var reason) -> Optional.of(new TaskOutcome.Failed<>(target, reason));
            case Result(var value) -> Optional.of(new TaskOutcome.Done<>(typed(value)));
            default -> throw new IllegalStateException("task " + target + " was ignored, its result is lost");
        };
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // only arrived(T) makes a Result
    private T typed(@Nullable Object value) {
        return (T) value;
    }
}
