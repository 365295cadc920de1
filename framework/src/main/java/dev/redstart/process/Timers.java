package dev.redstart.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The time of one node: its clock, its timers, and how its threads wait. What a timer does must be quick. Nothing else in the runtime reads
 * a clock, so that a node can be given another time ({@link NodeTime}).
 *
 * <p>Threading: all methods may be called from any thread.
 */
class Timers implements AutoCloseable {
    /** In nanoseconds; a wait as long as this is one without a limit. */
    private static final long FOREVER = Duration.ofDays(36_500).toNanos();

    /** A timer, and the entry its process keeps so that the process's end drops it. */
    @SuppressWarnings("ReferenceEquality") // DONE is its identity
    static sealed class Timer implements TimerRef, Runnable {
        private final Timers timers;
        private final @Nullable LocalPid owner;
        private final Runnable action;
        private final long due;
        /** What cancels it; {@link #DONE} once it has fired or was cancelled, whichever came first. */
        @SuppressWarnings("unused") // through FUTURE
        private volatile @Nullable Future<?> future;
        /** Neighbours among the timers of the owner, guarded by its {@link Extension}. */
        @Nullable
        Timer older;
        @Nullable
        Timer newer;
        boolean attached;

        private Timer(Timers timers, @Nullable LocalPid owner, Runnable action, long due) {
            this.timers = timers;
            this.owner = owner;
            this.action = action;
            this.due = due;
        }

        @Override
        public final void run() {
            forget();
            if (FUTURE.getAndSet(this, DONE) != DONE && !timers.closed) {
                fire();
            }
        }

        void fire() {
            action.run();
        }

        @Override
        public final Optional<Duration> cancel() {
            forget();
            if (!drop()) {
                return Optional.empty();
            }
            return Optional.of(Duration.ofNanos(Math.max(0, due - timers.nanoTime())));
        }

        /** Cancels without telling the owner; for the owner's own end. */
        final boolean drop() {
            timers.gone(this);
            var known = (Future<?>) FUTURE.getAndSet(this, DONE);
            if (known != null) {
                known.cancel(false);
            }
            return known != DONE;
        }

        private void forget() {
            timers.gone(this);
            if (owner != null) {
                owner.forgetTimer(this);
            }
        }

        /** Whether it is no timer to its users: the limit of an {@code ask}, or a watch over what still runs or closes. */
        final boolean isInternal() {
            return action instanceof AskSlot || action instanceof ZombieWatch || action instanceof Closing.Overdue;
        }

        @Override
        public String toString() {
            return "Timer[" + action + (owner == null ? "" : " for " + owner) + "]";
        }
    }

    /** One that tells its owner that it, and no other, has fired. */
    private static final class TermTimer extends Timer {
        private final LocalPid target;
        private final Object term;

        TermTimer(Timers timers, LocalPid target, Object term, long due) {
            super(timers, target, () -> {}, due);
            this.target = target;
            this.term = term;
        }

        @Override
        void fire() {
            target.pushSystem(new SystemMessage.TimerFired(this, term));
        }

        @Override
        public String toString() {
            return "Timer[" + term.getClass().getName() + " for " + target + "]";
        }
    }

    private static final Future<?> DONE = CompletableFuture.completedFuture(true);
    private static final VarHandle FUTURE;

    static {
        try {
            FUTURE = MethodHandles.lookup().findVarHandle(Timer.class, "future", Future.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final NodeTime time;
    private volatile boolean closed;

    Timers(NodeTime time) {
        this.time = time;
    }

    // ---- the clock ----------------------------------------------------------------------------------------------------------------

    /** Monotonic. */
    final long nanoTime() {
        return time.nanoTime();
    }

    /** The wall clock, for people to read. */
    final Instant instant() {
        return time.instant();
    }

    // ---- timers -------------------------------------------------------------------------------------------------------------------

    /** Runs {@code action} after {@code delay}. After the node has closed nothing runs any more. */
    final Timer schedule(Duration delay, @Nullable LocalPid owner, Runnable action) {
        return start(new Timer(this, owner, action, due(delay)));
    }

    /** Has {@code target} hear {@link Signal.TimerFired} after {@code delay}. */
    final Timer scheduleTerm(Duration delay, LocalPid target, Object term) {
        return start(new TermTimer(this, target, term, due(delay)));
    }

    private long due(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a timer's delay must be >= 0, was " + delay);
        }
        return nanoTime() + Slot.nanos(delay);
    }

    private Timer start(Timer timer) {
        var owner = timer.owner;
        if (owner != null && !owner.rememberTimer(timer)) {
            timer.drop();
            return timer;
        }
        submit(timer);
        if (owner != null && owner.hasEnded()) {
            timer.drop(); // whoever ended it may have looked before there was anything to tell
        }
        return timer;
    }

    private void submit(Timer timer) {
        started(timer);
        try {
            var scheduled = time.schedule(timer.due, timer);
            if (!FUTURE.compareAndSet(timer, null, scheduled)) {
                scheduled.cancel(false); // done in the meantime
                gone(timer);
            }
        } catch (RejectedExecutionException _) { // the node is closing, its processes are ended anyway
            timer.drop();
        }
    }

    /** It waits from now on. For whoever watches the node. */
    void started(Timer timer) {}

    /** It waits no longer. May be called more than once. */
    void gone(Timer timer) {}

    // ---- threads that wait --------------------------------------------------------------------------------------------------------

    /**
     * Parks this thread until somebody has {@link #unpark}ed it, it is interrupted, or {@link #nanoTime} reaches {@code deadline}. May
     * return earlier: the caller looks again at what it waits for.
     */
    void park(Object blocker, long deadline) {
        if (isForever(deadline)) {
            LockSupport.park(blocker); // a timed park costs a timer
        } else {
            LockSupport.parkNanos(blocker, deadline - nanoTime());
        }
    }

    final boolean isForever(long deadline) {
        return deadline - nanoTime() >= FOREVER;
    }

    /** Wakes a thread out of {@link #park}, or has its next one return at once. */
    void unpark(Thread thread) {
        LockSupport.unpark(thread);
    }

    /** What to run instead of {@code activation}, which is about to be given to a thread. */
    Runnable watched(Runnable activation) {
        return activation;
    }

    /** {@code scheduler}, which runs {@link #watched} activations. */
    Scheduler watching(Scheduler scheduler) {
        return scheduler;
    }

    // ---- end ----------------------------------------------------------------------------------------------------------------------

    /** Nothing fires any more. */
    @Override
    public void close() {
        closed = true;
        if (time instanceof SystemTime own) { // any other may serve more than this node
            own.close();
        }
    }
}
