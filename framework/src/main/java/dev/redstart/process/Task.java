package dev.redstart.process;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A computation in a process of its own, whose result one process waits for: the one that started it, its owner. The result does not go
 * through the owner's mailbox.
 *
 * {@snippet :
 * var price = Task.async(context, _ -> shop.price(item));
 * var stock = Task.async(context, _ -> warehouse.stock(item));
 * return new Offer(price.await(), stock.await());
 * }
 *
 * <p>A task is linked to its owner unless it was started with {@link #asyncNoLink}: if one of them ends abnormally, so does the other; an
 * owner that traps exits hears {@link Signal.Exit} instead, also of a normal end. As with every link, a normal end of the owner leaves the
 * task running.
 *
 * <p>A process that must not wait asks for the end ({@link ProcessContext#monitor} of {@link #pid}) and takes the outcome when it hears
 * {@link Signal.Down}, with {@link #yield} and no time; or has the task itself send what it found, for example with a {@link ReplyTo}.
 *
 * <p>Threading: the methods that wait belong to the owner's callbacks, as its context does; everybody else is refused. Code outside of
 * processes has executors.
 *
 * @param <T> the result
 */
public final class Task<T extends @Nullable Object> {
    /** How long {@link #await()} and {@link #shutdown()} wait. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    private final TaskOrigin origin;
    private final LocalProcess<Boolean, TaskAction> process;
    private final TaskSlot<T> slot;

    private Task(TaskOrigin origin) {
        this.origin = origin;
        this.process = origin.newProcess();
        this.slot = new TaskSlot<>(process, new TaskBell(origin.owner()));
    }

    private static <T extends @Nullable Object> Task<T> start(TaskOrigin origin, TaskBody<? extends T> body) {
        Objects.requireNonNull(body, "body");
        var task = new Task<T>(origin);
        task.process.attach(task.slot);
        origin.start(task.process, new TaskServer.Computation<>(body, task.slot), true);
        return task;
    }

    // ---- start --------------------------------------------------------------------------------------------------------------------

    /** Starts a task that is linked to the process of {@code context}. Waits for nobody. */
    public static <T extends @Nullable Object> Task<T> async(ProcessContext<?> context, TaskBody<? extends T> body) {
        return start(TaskOrigin.of(context), body);
    }

    /**
     * {@link #async} for what computes for long instead of waiting: runs on one of the node's platform threads for that, of which there is
     * one fewer than cores, at least one. Tasks beyond that wait for their turn; so one of them must not wait for another.
     */
    public static <T extends @Nullable Object> Task<T> cpu(ProcessContext<?> context, TaskBody<? extends T> body) {
        return start(TaskOrigin.cpu(context), body);
    }

    /**
     * Starts a task that is a temporary child of {@code supervisor} and not linked to its owner: the owner learns of a crash by the
     * outcome, and the owner's end does not end the task.
     *
     * @param supervisor a dynamic supervisor
     * @throws CallException.NoProcess if the supervisor has ended
     */
    public static <T extends @Nullable Object> Task<T> asyncNoLink(ProcessContext<?> context, ProcessRef<?> supervisor,
            TaskBody<? extends T> body) {
        return start(TaskOrigin.under(supervisor, context), body);
    }

    /** Starts a task that nobody waits for and that is linked to nobody. */
    public static Pid start(ProcessContext<?> context, TaskAction action) {
        return start(TaskOrigin.of(context), action, false);
    }

    /**
     * Starts a task that nobody waits for, as a temporary child of {@code supervisor}.
     *
     * @param supervisor a dynamic supervisor
     * @throws CallException.NoProcess if the supervisor has ended
     */
    public static Pid start(ProcessContext<?> context, ProcessRef<?> supervisor, TaskAction action) {
        return start(TaskOrigin.under(supervisor, context), action, true);
    }

    private static Pid start(TaskOrigin origin, TaskAction action, boolean linked) {
        var process = origin.newProcess();
        origin.start(process, Objects.requireNonNull(action, "action"), linked);
        return process;
    }

    // ---- what the owner calls -----------------------------------------------------------------------------------------------------

    /** The task's process. */
    public Pid pid() {
        return process;
    }

    /** {@link #await(Duration)} with {@link #DEFAULT_TIMEOUT}. */
    public T await() {
        return await(DEFAULT_TIMEOUT);
    }

    /**
     * Waits for the result.
     *
     * @throws TaskException.Exited if the task ended without one
     * @throws TaskException.TimedOut if there is none within {@code timeout}; the task is killed then
     * @throws IllegalStateException if this is not the owner, or the task is ignored
     */
    public T await(Duration timeout) {
        return this.yield(timeout).or(() -> shutdown(Duration.ZERO))
                .orElseThrow(() -> new TaskException.TimedOut(process, timeout)).result();
    }

    /**
     * Waits for the outcome and leaves the task alone if there is none yet.
     *
     * @return empty if there is none within {@code timeout}, and one may ask again; zero looks without waiting
     * @throws IllegalStateException if this is not the owner, or the task is ignored
     */
    @SuppressWarnings("NamedLikeContextualKeyword") // OTP's name for it
    public Optional<TaskOutcome<T>> yield(Duration timeout) {
        origin.checkMayAwait();
        slot.awaitOutcome(Slot.nanos(timeout));
        return outcome();
    }

    /** {@link #shutdown(Duration)} with {@link #DEFAULT_TIMEOUT}. */
    public Optional<TaskOutcome<T>> shutdown() {
        return shutdown(DEFAULT_TIMEOUT);
    }

    /**
     * Ends the link, asks the task to end, and kills it if it has not after {@code timeout}; waits for that.
     *
     * @param timeout zero kills at once
     * @return the outcome that came before or meanwhile; empty if the task ended because of this
     * @throws IllegalStateException if this is not the owner, or the task is ignored
     */
    public Optional<TaskOutcome<T>> shutdown(Duration timeout) {
        origin.checkMayAwait();
        if (slot.outcome() != null) {
            return outcome();
        }
        unlink();
        var reason = timeout.isZero() ? ExitReason.KILLED : askToEnd(timeout);
        if (slot.outcome() == null) {
            process.exitSignal(origin.owner(), ExitReason.KILL);
            slot.awaitOutcome(Stopping.KILL_LIMIT.toNanos());
        }
        return outcome().filter(it -> !it.equals(new TaskOutcome.Failed<T>(process, reason)));
    }

    /** @return with what reason it then ends because of this */
    private ExitReason askToEnd(Duration timeout) {
        process.exitSignal(origin.owner(), ExitReason.SHUTDOWN);
        slot.awaitOutcome(Slot.nanos(timeout));
        return slot.outcome() == null ? ExitReason.KILLED : ExitReason.SHUTDOWN;
    }

    /**
     * Ends the link, lets the task run, and forgets its result: nobody can ask for it any more.
     *
     * @return the outcome if it has come already
     * @throws IllegalStateException if this is not the owner, or the task is ignored already
     */
    public Optional<TaskOutcome<T>> ignore() {
        origin.checkMayAwait();
        unlink();
        if (slot.ignore()) {
            process.detach(slot);
            return Optional.empty();
        }
        return outcome();
    }

    private void unlink() {
        if (origin.isLinked()) {
            origin.owner().unlinkFrom(process);
        }
    }

    /** An owner that was ended with the task draws no conclusions. */
    private Optional<TaskOutcome<T>> outcome() {
        Activation.checkFence();
        return slot.seen();
    }

    @Override
    public String toString() {
        return "Task[" + process + " of " + origin.owner() + "]";
    }
}
