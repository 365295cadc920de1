package dev.redstart.process;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The time of a node under test: knows what waits and what runs.
 *
 * <p>{@code active} counts the activations that run or are about to, without those whose thread is parked here. Whoever hands on work
 * counts it before its own is counted off, and whoever wakes a parked thread counts it in its stead: so a zero is no gap between two
 * activations but the truth, as long as nobody outside of the node acts on it.
 *
 * <p>Threading: everything is shared.
 */
final class WatchedTimers extends Timers {
    private enum State {
        /** Runs, and is counted. */
        BUSY,
        /** As busy, and its next park returns at once. */
        UNPARKED,
        /** Parked, and not counted. */
        WAITING
    }

    /** One activation on its thread. */
    private record Runner(Thread thread, Runnable process, AtomicReference<State> state) {
        @Override
        public String toString() {
            var label = process instanceof LocalPid pid ? " (" + pid.label() + ")" : "";
            return process + label + Arrays.stream(thread.getStackTrace()).map(frame -> "\n        at " + frame)
                    .collect(Collectors.joining());
        }
    }

    /**
     * In nanoseconds of the machine's time. A wake-up scheduled here takes a lock, and whoever waits for that may lose the permit of an
     * {@link #unpark} that came just before; runners have a state to remember it by, threads of nobody's have not.
     */
    private static final long OUTSIDERS_LOOK_AGAIN = 2_000_000;

    private final NodeTime time;
    private final Map<Thread, Runner> runners = new ConcurrentHashMap<>();
    private final Set<LocalPid> seen = ConcurrentHashMap.newKeySet();
    private final Set<Timer> waiting = ConcurrentHashMap.newKeySet();
    private final AtomicInteger active = new AtomicInteger();
    /** How often something became active; tells a reader that nothing did between two looks. */
    private final AtomicLong beginnings = new AtomicLong();

    WatchedTimers(NodeTime time) {
        super(time);
        this.time = time;
    }

    // ---- what the test kit asks ---------------------------------------------------------------------------------------------------

    /** Whether no activation runs but those whose thread waits in vain so far. */
    boolean isQuiet() {
        var before = beginnings.get();
        return active.get() == 0
                && runners.keySet().stream().noneMatch(Thread::isInterrupted) // woken, though not by unpark
                && beginnings.get() == before;
    }

    List<LocalPid> living() {
        seen.removeIf(LocalPid::hasEnded);
        return List.copyOf(seen);
    }

    List<String> running() {
        return runners.values().stream().map(Runner::toString).toList();
    }

    List<String> waiting() {
        return waiting.stream().map(Timer::toString).toList();
    }

    // ---- timers -------------------------------------------------------------------------------------------------------------------

    @Override
    void started(Timer timer) {
        if (!timer.isInternal()) {
            waiting.add(timer);
        }
    }

    @Override
    void gone(Timer timer) {
        waiting.remove(timer);
    }

    // ---- activations --------------------------------------------------------------------------------------------------------------

    @Override
    Scheduler watching(Scheduler scheduler) {
        return new Scheduler() {
            @Override
            public void submit(Runnable process) {
                pass(process, scheduler::submit);
            }

            @Override
            public void requeue(Runnable process) {
                pass(process, scheduler::requeue);
            }
        };
    }

    @Override
    Runnable watched(Runnable activation) {
        begin();
        if (activation instanceof LocalPid process && !process.isFirst()) { // the first lives as long as the node
            seen.add(process);
        }
        return new Watched(activation);
    }

    private void pass(Runnable process, Consumer<Runnable> to) {
        var activation = watched(process);
        try {
            to.accept(activation);
        } catch (RuntimeException | Error e) { // it will not run
            active.decrementAndGet();
            throw e;
        }
    }

    /** An activation that is counted. */
    private final class Watched implements Scheduler.Wrapped {
        private final Runnable process;

        Watched(Runnable process) {
            this.process = process;
        }

        @Override
        public Runnable process() {
            return process;
        }

        @Override
        public void run() {
            WatchedTimers.this.run(process);
        }
    }

    private void run(Runnable activation) {
        var thread = Thread.currentThread();
        runners.put(thread, new Runner(thread, activation, new AtomicReference<>(State.BUSY)));
        try {
            activation.run();
        } finally {
            runners.remove(thread);
            active.decrementAndGet();
        }
    }

    private void begin() {
        active.incrementAndGet();
        beginnings.incrementAndGet();
    }

    @Override
    void park(Object blocker, long deadline) {
        var thread = Thread.currentThread();
        if (!runners.containsKey(thread)) { // of nobody we count
            LockSupport.parkNanos(blocker, OUTSIDERS_LOOK_AGAIN);
            return;
        }
        if (isForever(deadline)) {
            park(blocker, Objects.requireNonNull(runners.get(thread)));
            return;
        }
        Future<?> wake;
        try {
            wake = time.schedule(deadline, () -> unpark(thread)); // before it counts as waiting, so that no time passes it by
        } catch (RejectedExecutionException _) { // the node has closed
            super.park(blocker, deadline);
            return;
        }
        park(blocker, Objects.requireNonNull(runners.get(thread)));
        wake.cancel(false);
    }

    private void park(Object blocker, Runner runner) {
        if (runner.state.compareAndSet(State.BUSY, State.WAITING)) {
            active.decrementAndGet();
            LockSupport.park(blocker);
            if (runner.state.compareAndSet(State.WAITING, State.BUSY)) { // woken by nobody who has counted it
                begin();
            }
        } else {
            runner.state.set(State.BUSY);
        }
    }

    @Override
    void unpark(Thread thread) {
        var runner = runners.get(thread);
        if (runner != null && runner.state.getAndUpdate(WatchedTimers::unparked) == State.WAITING) {
            begin();
        }
        LockSupport.unpark(thread);
    }

    private static State unparked(State state) {
        return state == State.WAITING ? State.BUSY : State.UNPARKED;
    }
}
