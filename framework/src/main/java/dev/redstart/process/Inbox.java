package dev.redstart.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The mailbox of a process: a queue many threads push to and one activation at a time takes from.
 *
 * <pre>
 *           push                      take                     nothing waits, release
 *   idle ─────────▶ scheduled ─────────────────▶ running ─────────────────────────────▶ idle
 *   (null)          (has mail)                   (RUN, or new mail)
 *
 *   any of these ── close ──▶ closed (CLOSED): nothing gets in, what waited is lost
 * </pre>
 *
 * <p>Senders push onto a stack by CAS: null becomes the item itself, so the item that wakes a process needs no node; anything else gets a
 * node. The taker takes the whole stack at once and reverses it into {@code rest}. Signals travel among the messages, so whatever one
 * sender sends arrives in order, but they are not counted against the capacity.
 *
 * <p>A mailbox that keeps its newest messages is pushed to without a limit. Its taker drops what is too many before it takes ({@link #dropSurplus}), and whoever finds
 * more than twice the capacity on the stack trims it ({@link #trim}), so a handler that is stuck does not make it grow.
 *
 * <p>Threading: {@code inbox} is shared and changed by CAS; {@code rest} and {@code restCount} belong to the running activation, and the
 * CAS on the inbox hands them from one activation to the next. Others may read {@code restCount} for an estimate. An estimate never makes
 * a push fail that had room; in the moment between the taker's CAS and its count, more than the capacity may get in.
 */
abstract class Inbox {
    /** How a push went. */
    enum Push {
        QUEUED,
        /** Queued, and as many wait as somebody should hear of. */
        HIGH, WOKE,
        /** Woke, and as many wait that are not wanted at present. */
        WOKE_HIGH, FULL, CLOSED
    }

    private static final Object RUN = new Object();
    private static final Object CLOSED = new Object();

    private static final VarHandle INBOX;
    private static final VarHandle REST_COUNT;

    static {
        try {
            var lookup = MethodHandles.lookup();
            INBOX = lookup.findVarHandle(Inbox.class, "inbox", Object.class);
            REST_COUNT = lookup.findVarHandle(Inbox.class, "restCount", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final class Node {
        final Object item;
        /** In the inbox: what was pushed before it, a node, a bare item or {@link #RUN}. In {@code rest}: the node that comes next. */
        @Nullable
        Object next;
        /** Counted items in the inbox up to this one. */
        final int depth;

        Node(Object item, @Nullable Object next, int depth) {
            this.item = item;
            this.next = next;
            this.depth = depth;
        }
    }

    private volatile @Nullable Object inbox;
    private @Nullable Node rest;
    private int restCount;

    /** Puts {@code item} at the end unless {@code capacity} counted items wait already. Any thread. */
    final Push push(Object item, int capacity) {
        return push(item, capacity, Integer.MAX_VALUE);
    }

    /**
     * Puts {@code item} at the end unless {@code capacity} counted items wait already. Any thread.
     *
     * @param high so many counted items, this one among them, make the answer a {@link Push#HIGH}
     */
    @SuppressWarnings("ReferenceEquality") // the very same chain as before
    final Push push(Object item, int capacity, int high) {
        var counted = isCounted(item) ? 1 : 0;
        for (;;) {
            var present = inbox;
            if (present == CLOSED) {
                return Push.CLOSED;
            }
            var depth = depth(present) + counted;
            var waiting = counted == 0 ? 0 : depth + (int) REST_COUNT.getAcquire(this);
            if (waiting > capacity) {
                if (inbox == present) { // else the taker has just moved what was counted here over there: counted twice
                    return Push.FULL;
                }
            } else if (present == null) { // idle, though some may wait that are not wanted at present
                if (INBOX.compareAndSet(this, (Object) null, item)) {
                    return waiting > 1 && waiting >= high ? Push.WOKE_HIGH : Push.WOKE;
                }
            } else if (INBOX.compareAndSet(this, present, new Node(item, present, depth))) {
                return waiting >= high ? Push.HIGH : Push.QUEUED;
            }
        }
    }

    /**
     * Drops the oldest counted items of those that were pushed since the last take, if these are more than twice {@code capacity}, down to
     * {@code capacity}. Signals stay, and so does the order. Any thread; amortised a few steps for every push.
     *
     * @return how many were dropped
     */
    final int trim(int capacity) {
        for (;;) {
            if (!(inbox instanceof Node newest) || newest.depth - capacity <= capacity) {
                return 0;
            }
            var trimmed = newestOf(newest, capacity);
            if (trimmed != null && INBOX.compareAndSet(this, newest, trimmed)) {
                return newest.depth - capacity;
            }
        }
    }

    /** A copy of the stack under {@code newest} without the older counted items, or null if that is not the stack any more. */
    @SuppressWarnings("ReferenceEquality") // the very same chain as before
    private @Nullable Object newestOf(Node newest, int capacity) {
        var kept = new ArrayDeque<>();
        var counted = 0;
        Object below = newest;
        while (below instanceof Node node && node.depth > 0) {
            if (inbox != newest) { // if the taker has it, it turns these very nodes round
                return null;
            }
            if (!isCounted(node.item) || counted++ < capacity) {
                kept.push(node.item);
            }
            below = node.next;
        }
        // under a depth of 0 there are nothing but signals, which are not copied again by every later trim
        var copy = below instanceof Node || below instanceof SystemMessage ? below : RUN;
        for (var item : kept) {
            copy = new Node(item, copy, depth(copy) + (isCounted(item) ? 1 : 0));
        }
        return copy;
    }

    /** The very first item, before anybody else knows this inbox; whoever calls this also schedules the first activation. */
    final void seed(SystemMessage first) {
        inbox = first;
    }

    private static boolean isCounted(Object item) {
        return !(item instanceof SystemMessage);
    }

    private static int depth(@Nullable Object inbox) {
        if (inbox instanceof Node node) {
            return node.depth;
        }
        return inbox == null || inbox == RUN || inbox == CLOSED || !isCounted(inbox) ? 0 : 1;
    }

    /** Counted items that wait; a moment's view, from any thread. */
    final int length() {
        return depth(inbox) + (int) REST_COUNT.getOpaque(this);
    }

    /** Whether nothing waits and nobody runs. */
    final boolean isIdle() {
        return inbox == null;
    }

    /** Makes an idle inbox a running one without an item. */
    final boolean acquireIdle() {
        return INBOX.compareAndSet(this, (Object) null, RUN);
    }

    /** Whether something waits. Only for the running activation. */
    final boolean hasMail() {
        return rest != null || inbox != RUN;
    }

    /** The next item, or null if nothing waits or the inbox is closed. Only for the running activation. */
    final @Nullable Object take() {
        for (;;) {
            var node = rest;
            if (node != null) {
                rest = (Node) node.next;
                if (isCounted(node.item)) {
                    REST_COUNT.setOpaque(this, restCount - 1);
                }
                return node.item;
            }
            var present = inbox;
            if (present == RUN || present == CLOSED || present == null) {
                return null;
            }
            if (INBOX.compareAndSet(this, present, RUN)) {
                if (!(present instanceof Node)) {
                    return present;
                }
                append(present, null);
            }
        }
    }

    /** What the whole inbox held becomes the end of {@code rest}, behind {@code last}. */
    private void append(Object taken, @Nullable Node last) {
        Node oldest = null;
        var item = taken;
        while (item instanceof Node node) {
            item = node.next;
            node.next = oldest;
            oldest = node;
        }
        if (item != null && item != RUN) {
            oldest = new Node(item, oldest, 0);
        }
        REST_COUNT.setRelease(this, restCount + depth(taken)); // whoever sees it also sees that the inbox is taken
        if (last == null) {
            rest = oldest;
        } else {
            last.next = oldest;
        }
    }

    /** How far a search has got: what it has passed is not wanted and is not looked at again. Of no use once {@link #take} was called. */
    static final class Search {
        private @Nullable Node passed;

        /** From the first item on. */
        void startAgain() {
            passed = null;
        }
    }

    /** The first item that is wanted, or null; those before it stay where they are. Only for the running activation. */
    final @Nullable Object takeFirst(Predicate<Object> wanted, Search search) {
        for (;;) {
            var before = search.passed;
            var node = before == null ? rest : (Node) before.next;
            if (node == null) {
                var present = inbox;
                if (present == RUN || present == CLOSED || present == null) {
                    return null;
                }
                if (INBOX.compareAndSet(this, present, RUN)) {
                    append(present, before);
                }
            } else if (wanted.test(node.item)) {
                unlink(node, before);
                return node.item;
            } else {
                search.passed = node;
            }
        }
    }

    /**
     * Drops the oldest counted items as long as more than {@code capacity} wait. Signals stay. Only for the running activation.
     *
     * @param search a search under way, which goes on behind what it has passed
     * @return how many were dropped
     */
    final int dropSurplus(int capacity, @Nullable Search search) {
        if (length() - capacity > restCount) {
            takeOver();
        }
        var surplus = Math.min(restCount, length() - capacity);
        var dropped = 0;
        Node before = null;
        for (var node = rest; node != null && dropped < surplus; node = (Node) node.next) {
            if (isCounted(node.item)) {
                unlink(node, before);
                dropped++;
                if (search != null && search.passed == node) {
                    search.passed = before;
                }
            } else {
                before = node;
            }
        }
        return dropped;
    }

    /** Moves what is in the inbox to the end of {@code rest}. */
    private void takeOver() {
        for (var present = inbox; present != RUN && present != CLOSED && present != null; present = inbox) {
            if (INBOX.compareAndSet(this, present, RUN)) {
                append(present, last());
                return;
            }
        }
    }

    private @Nullable Node last() {
        var node = rest;
        while (node != null && node.next != null) {
            node = (Node) node.next;
        }
        return node;
    }

    private void unlink(Node node, @Nullable Node before) {
        if (before == null) {
            rest = (Node) node.next;
        } else {
            before.next = node.next;
        }
        if (isCounted(node.item)) {
            REST_COUNT.setOpaque(this, restCount - 1);
        }
    }

    /** The first counted items that wait, at most {@code limit}. Only for the running activation. */
    final List<Object> peek(int limit) {
        var first = new ArrayList<Object>();
        takeFirst(item -> {
            if (isCounted(item) && first.size() < limit) {
                first.add(item);
            }
            return false;
        }, new Search());
        return first;
    }

    /** Ends the activation. False if something has arrived, and the activation goes on. */
    final boolean release() {
        return INBOX.compareAndSet(this, RUN, (Object) null);
    }

    /**
     * Lets nothing in any more. Any thread, once.
     *
     * @return whether an activation is running or was about to
     */
    final boolean close() {
        return INBOX.getAndSet(this, CLOSED) != null;
    }

    /** Lets go of what waited. Only for the last activation. */
    final void drop() {
        rest = null;
        REST_COUNT.setOpaque(this, 0);
    }
}
