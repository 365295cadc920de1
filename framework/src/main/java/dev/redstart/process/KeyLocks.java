package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The locks of a registry's keys during one life of it. Whoever waits gets in in the order it came. Nothing is kept for a key that nobody
 * holds.
 *
 * <p>A process that ends gives up its lock as it gives up its names, whatever its callback still does; see {@link Registry#locked}.
 *
 * <p>Threading: any thread; everything is guarded by this object's monitor, under which no other is taken and no foreign code runs but
 * {@code equals} and {@code hashCode} of keys.
 */
@SuppressWarnings("ReferenceEquality") // a process and a thread are their identity
final class KeyLocks<K> {
    /** What a hold that waits hears. */
    private enum Answer {
        GRANTED, CLOSED
    }

    /** One that holds a lock or waits for it. A process remembers it, so that its end, at whatever moment, gives it up. */
    final class Hold extends Holding {
        private final K key;
        /** A process, or a thread that runs none. */
        private final Object owner;
        private final Slot slot;
        private int entries = 1;
        private boolean over;

        private Hold(K key, Object owner, LocalPid target) {
            this.key = key;
            this.owner = owner;
            this.slot = new Slot(target);
        }

        /** Once for every time it was got. */
        void leave() {
            if (leftForGood(this)) {
                release();
                forget(this);
            }
        }

        @Override
        void release() {
            var next = giveUp(this);
            if (next != null) {
                next.slot.complete(Answer.GRANTED);
            }
        }

        @Override
        public String toString() {
            return "lock of " + key;
        }
    }

    private final LocalNode node;
    /** The first of each is the holder, the others wait. */
    private final Map<K, ArrayDeque<Hold>> queues = new HashMap<>();
    private boolean closed;

    KeyLocks(LocalNode node) {
        this.node = node;
    }

    /**
     * Gets the lock for the process or the thread that calls.
     *
     * @return what to leave; empty if there was no lock to be had in time
     * @throws IllegalStateException if the registry has ended
     */
    Optional<Hold> get(K key, Duration timeout) {
        var process = Activation.process();
        var owner = process == null ? Thread.currentThread() : process;
        var again = enterAgain(key, owner);
        if (again != null) {
            return Optional.of(again);
        }
        var fresh = new Hold(key, owner, process == null ? node.firstProcess() : process);
        if (process != null && !process.remember(fresh)) {
            throw new ProcessExit(process);
        }
        var got = false;
        try {
            got = enqueue(fresh) || await(fresh, timeout);
            return got ? Optional.of(fresh) : Optional.empty();
        } finally {
            if (!got) {
                fresh.release();
                forget(fresh);
            }
        }
    }

    private boolean await(Hold fresh, Duration timeout) {
        fresh.slot.await(Slot.nanos(timeout));
        checkOpen();
        return isHolder(fresh); // maybe only just, and then it was in time
    }

    private void forget(Hold hold) {
        if (hold.owner instanceof LocalPid process) {
            process.forget(hold);
        }
    }

    private synchronized @Nullable Hold enterAgain(K key, Object owner) {
        var queue = queues.get(key);
        if (queue == null || queue.getFirst().owner != owner) {
            return null;
        }
        queue.getFirst().entries++;
        return queue.getFirst();
    }

    /** @return whether the lock was free, and is held now */
    private synchronized boolean enqueue(Hold fresh) {
        checkOpen();
        if (fresh.over) { // its process has ended meanwhile
            return false;
        }
        var queue = queues.computeIfAbsent(fresh.key, _ -> new ArrayDeque<>(2));
        queue.add(fresh);
        return queue.getFirst() == fresh;
    }

    private synchronized boolean isHolder(Hold hold) {
        var queue = queues.get(hold.key);
        return queue != null && queue.getFirst() == hold;
    }

    private synchronized boolean leftForGood(Hold hold) {
        hold.entries--;
        return hold.entries == 0;
    }

    /** Does nothing the second time. @return who holds the lock instead from now on */
    private synchronized @Nullable Hold giveUp(Hold hold) {
        hold.over = true;
        var queue = queues.get(hold.key);
        if (queue == null) {
            return null;
        }
        var held = queue.getFirst() == hold;
        queue.remove(hold);
        if (queue.isEmpty()) {
            queues.remove(hold.key);
            return null;
        }
        return held ? queue.getFirst() : null;
    }

    /** Who holds the lock, for people. */
    synchronized String holder(K key) {
        var queue = queues.get(key);
        return queue == null ? "nobody" : queue.getFirst().owner.toString();
    }

    /** Who waits for it. */
    synchronized int waiting(K key) {
        var queue = queues.get(key);
        return queue == null ? 0 : queue.size() - 1;
    }

    /** Keys that are locked. */
    synchronized int size() {
        return queues.size();
    }

    private synchronized void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the registry has ended, and its locks with it");
        }
    }

    /** The registry ends: who waits waits in vain, and who holds a lock does not notice. */
    void close() {
        all().forEach(hold -> hold.slot.complete(Answer.CLOSED));
    }

    private synchronized List<Hold> all() {
        closed = true;
        var all = new ArrayList<Hold>();
        queues.values().forEach(all::addAll);
        return all;
    }
}
