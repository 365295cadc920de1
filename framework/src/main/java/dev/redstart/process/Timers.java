package dev.redstart.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The timers of one node, on one platform thread: two busy virtual threads on two cores would hold every virtual-thread timer up
 * (DESIGN.md 3.4). What a timer does must be quick.
 */
final class Timers implements AutoCloseable {
    /** A timer, and the entry its process keeps so that the process's end drops it. */
    static final class Timer implements TimerRef, Runnable {
        private final Runnable action;
        private final @Nullable LocalPid owner;
        private final long due;
        private volatile @Nullable Future<?> future;

        private Timer(Runnable action, @Nullable LocalPid owner, long due) {
            this.action = action;
            this.owner = owner;
            this.due = due;
        }

        @Override
        public void run() {
            forget();
            action.run();
        }

        @Override
        public Optional<Duration> cancel() {
            forget();
            if (!drop()) {
                return Optional.empty();
            }
            return Optional.of(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        }

        /** Cancels without telling the owner; for the owner's own end. */
        boolean drop() {
            var known = future;
            return known != null && known.cancel(false);
        }

        private void forget() {
            if (owner != null) {
                owner.forgetTimer(this);
            }
        }
    }

    private final ScheduledThreadPoolExecutor executor;

    Timers(String node) {
        executor = new ScheduledThreadPoolExecutor(1,
                Thread.ofPlatform().daemon().name("redstart-timers-" + node).factory());
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Runs {@code action} after {@code delay} on the timer thread. After the node has closed nothing runs any more. */
    Timer schedule(Duration delay, @Nullable LocalPid owner, Runnable action) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a timer's delay must be >= 0, was " + delay);
        }
        var nanos = Slot.nanos(delay);
        var timer = new Timer(action, owner, System.nanoTime() + nanos);
        if (owner == null || owner.rememberTimer(timer)) {
            start(timer, nanos);
            if (owner != null && owner.hasEnded()) {
                timer.drop(); // whoever ended it may have looked before there was anything to cancel
            }
        }
        return timer;
    }

    private void start(Timer timer, long nanos) {
        try {
            timer.future = executor.schedule(timer, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            timer.future = null; // the node is closing, its processes are ended anyway
        }
    }

    /** Timers that wait to fire. */
    int waiting() {
        return executor.getQueue().size();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
