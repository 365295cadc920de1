package dev.redstart.process;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

/**
 * The outcomes of a {@link TaskStream}, in the hands of its owner. Tasks are started only while the owner asks for outcomes, and only if no
 * more than twice as many as may run at once have been started and not been taken: a slow owner, or one slow task that all others wait for
 * because of the order, does not pile outcomes up. Closing it stops what still runs; so does the owner's end, whatever the reason.
 *
 * <p>Threading: belongs to the owner's callbacks, everybody else is refused; {@code close} may come from any thread.
 *
 * @param <T> the results
 */
public final class TaskResults<T extends @Nullable Object> implements Iterator<TaskOutcome<T>>, PromptCloseable {
    /** What the tasks are to do. */
    record Bodies<A, T extends @Nullable Object>(Iterator<? extends A> items,
            TaskFunction<? super A, ? extends T> function) implements Iterator<TaskBody<T>> {
        @Override
        public boolean hasNext() {
            return items.hasNext();
        }

        @Override
        public TaskBody<T> next() {
            var item = items.next();
            return self -> function.apply(item, self);
        }
    }

    private final class ItemSlot extends TaskSlot<T> {
        private volatile boolean timeUp;

        ItemSlot(LocalPid task) {
            super(task, bell);
        }

        @Override
        void completed() {
            unlink(); // an owner that traps exits hears of a crash before, and need not hear of each normal end
            running.remove(this);
            finished.add(this);
            super.completed();
        }

        /** It has used up its time. On the timer thread. */
        void timeUp() {
            timeUp = true;
            stop();
        }

        /** Kills the task unless it has its outcome, on any thread. */
        void stop() {
            if (outcome() != null) {
                return;
            }
            unlink();
            target.exitSignal(origin.owner(), ExitReason.KILL);
        }

        private void unlink() {
            if (origin.isLinked()) {
                origin.owner().unlinkFrom(target);
            }
        }

        boolean hasTimedOut() {
            return timeUp && outcome() instanceof Ended;
        }
    }

    private final TaskOrigin origin;
    private final TaskBell bell;
    private final Iterator<TaskBody<T>> bodies;
    private final TaskStream.Limits limits;

    // the owner's
    /** Started and not counted as finished yet. */
    private int unfinished;
    /** Started and not handed out yet. */
    private int untaken;
    /** Outcomes to be handed out, in that order; those before the first that has none are due. */
    private final Queue<ItemSlot> due = new ArrayDeque<>();

    // shared
    private final Queue<ItemSlot> finished = new ConcurrentLinkedQueue<>();
    private final Set<ItemSlot> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    TaskResults(TaskOrigin origin, Iterator<TaskBody<T>> bodies, TaskStream.Limits limits) {
        this.origin = origin;
        this.bell = new TaskBell(origin.owner());
        this.bodies = bodies;
        this.limits = limits;
    }

    // ---- taking -------------------------------------------------------------------------------------------------------------------

    /** Whether there is a further outcome; waits until there is. False once this is closed. */
    @Override
    public boolean hasNext() {
        origin.checkMayAwait();
        while (!closed) {
            collect();
            startMore();
            var first = due.peek();
            if (first != null && first.outcome() != null) {
                return true;
            }
            if (unfinished == 0) {
                close();
            } else {
                bell.await(() -> !finished.isEmpty(), Long.MAX_VALUE);
            }
        }
        return false;
    }

    /**
     * The next outcome; waits for it.
     *
     * @throws TaskException.TimedOut if its task took too long, and that is to end the owner; this is closed then
     * @throws NoSuchElementException if there is none
     */
    @Override
    public TaskOutcome<T> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("all outcomes were taken, or " + this + " was closed");
        }
        Activation.checkFence(); // an owner that was ended with the task draws no conclusions
        var slot = due.remove();
        untaken--;
        return slot.hasTimedOut() ? timedOut(slot.target) : slot.seen().orElseThrow();
    }

    private TaskOutcome<T> timedOut(Pid task) {
        return switch (limits.onTimeout()) {
            case KILL -> new TaskOutcome.Failed<>(task, new ExitReason.Timeout("task"));
            case EXIT -> {
                close();
                throw new TaskException.TimedOut(task, limits.timeout());
            }
        };
    }

    /** The outcomes as a stream, to be consumed by the owner and closed like this. */
    public Stream<TaskOutcome<T>> stream() {
        var outcomes = Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL);
        return StreamSupport.stream(outcomes, false).onClose(this::close);
    }

    private void collect() {
        for (var slot = finished.poll(); slot != null; slot = finished.poll()) {
            unfinished--;
            if (!limits.ordered()) {
                due.add(slot);
            }
        }
    }

    // ---- starting -----------------------------------------------------------------------------------------------------------------

    private void startMore() {
        while (unfinished < limits.maxConcurrency() && untaken < limits.maxUntaken() && bodies.hasNext()) {
            start(bodies.next());
        }
    }

    private void start(TaskBody<T> body) {
        var process = origin.newProcess();
        var slot = new ItemSlot(process);
        process.attach(slot);
        running.add(slot);
        unfinished++;
        untaken++;
        if (limits.ordered()) {
            due.add(slot);
        }
        origin.start(process, new TaskServer.Computation<>(body, slot), true);
        origin.owner().node().timers().schedule(limits.timeout(), process,
                slot::timeUp);
        if (closed) { // by the owner's end
            slot.stop();
        }
    }

    // ---- end ----------------------------------------------------------------------------------------------------------------------

    /** Stops what still runs and forgets what was not taken. Once all outcomes are taken this has happened. */
    @Override
    public void close() {
        closed = true;
        running.forEach(ItemSlot::stop);
        origin.owner().forgetOwned(this);
    }

    @Override
    public String toString() {
        return "TaskResults[of " + origin.owner() + "]";
    }
}
