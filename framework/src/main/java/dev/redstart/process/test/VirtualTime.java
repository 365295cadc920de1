package dev.redstart.process.test;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;

import dev.redstart.process.NodeTime;
import org.jspecify.annotations.Nullable;

/**
 * A time that passes only when a test says so. It begins at {@link Instant#EPOCH}.
 *
 * <p>This is the bare clock: {@link #advance} does not wait for processes that what it runs has set going. A test with processes advances
 * its {@link TestRuntime} instead, which waits for quiet before each step.
 *
 * <p>Threading: any thread may read and schedule; one at a time advances, and what is due runs on that thread. {@code waiting},
 * {@code now} and {@code scheduled} are guarded by this object.
 */
public final class VirtualTime implements NodeTime {
    /** Something that waits for its time. */
    private final class Entry extends FutureTask<Boolean> implements Comparable<Entry> {
        private final long due;
        private final long order;

        Entry(Runnable action, long due, long order) {
            super(action, true);
            this.due = due;
            this.order = order;
        }

        @Override
        public int compareTo(Entry other) {
            var distance = due - other.due; // as with any nanoTime, only a difference may be compared
            return distance == 0 ? Long.compare(order, other.order) : Long.signum(distance);
        }

        @Override
        protected void done() {
            if (isCancelled()) {
                forget(this);
            }
        }
    }

    private final ReentrantLock advancing = new ReentrantLock();
    private final PriorityQueue<Entry> waiting = new PriorityQueue<>();
    private long now;
    private long scheduled;

    /** A new time. */
    public VirtualTime() {}

    // ---- as a node sees it --------------------------------------------------------------------------------------------------------

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanoTime());
    }

    @Override
    public synchronized Future<?> schedule(long due, Runnable action) {
        var entry = new Entry(action, due - now < 0 ? now : due, scheduled++);
        waiting.add(entry);
        return entry;
    }

    private synchronized void forget(Entry entry) {
        waiting.remove(entry);
    }

    // ---- as a test sees it --------------------------------------------------------------------------------------------------------

    /** How much time has passed so far. */
    public Duration elapsed() {
        return Duration.ofNanos(nanoTime());
    }

    /**
     * Lets {@code time} pass: runs everything that is due by then on this thread, in the order in which it is due, and in the order in
     * which it was scheduled where that is the same; also what that in turn schedules. While something runs it is the moment at which it
     * was due.
     *
     * @throws IllegalStateException if called by something that it runs
     * @throws AssertionError if something that it ran threw
     */
    public void advance(Duration time) {
        var end = after(time);
        boolean more;
        do {
            more = runNext(end);
        } while (more);
        passTo(end);
    }

    /** The moment that is {@code time} away. */
    long after(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time passes forward only, was to pass by " + time);
        }
        return nanoTime() + time.toNanos();
    }

    /** Lets time pass to what is due next and runs that, if it is due by {@code end}. */
    boolean runNext(long end) {
        if (advancing.isHeldByCurrentThread()) {
            throw new IllegalStateException("time is passing already: what runs because it is due must not advance it");
        }
        advancing.lock();
        try {
            var next = takeNext(end);
            if (next == null) {
                return false;
            }
            next.run();
            check(next);
            return true;
        } finally {
            advancing.unlock();
        }
    }

    private static void check(Entry ran) {
        if (ran.state() == Future.State.FAILED) {
            throw new AssertionError("what was due at " + Duration.ofNanos(ran.due) + " failed", ran.exceptionNow());
        }
    }

    private synchronized @Nullable Entry takeNext(long end) {
        var next = waiting.peek();
        if (next == null || next.due - end > 0) {
            return null;
        }
        now = next.due;
        return waiting.remove();
    }

    /** Lets time pass to {@code end} without running anything; not back. */
    synchronized void passTo(long end) {
        if (end - now > 0) {
            now = end;
        }
    }

    /** How long until something is due; zero if it is. */
    public synchronized Optional<Duration> untilNext() {
        return Optional.ofNullable(waiting.peek()).map(next -> Duration.ofNanos(next.due - now));
    }

    /** How many things wait for their time: timers, and threads that wait with a limit. */
    public synchronized int waiting() {
        return waiting.size();
    }
}
