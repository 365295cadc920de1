package dev.redstart.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
 * <p>Threading: {@code inbox} is shared and changed by CAS; {@code rest} and {@code restCount} belong to the running activation, and the
 * CAS on the inbox hands them from one activation to the next. Others may read {@code restCount} for an estimate. An estimate never makes
 * a push fail that had room; in the moment between the taker's CAS and its count, more than the capacity may get in.
 */
abstract class Inbox {
    /** How a push went. */
    enum Push {
        QUEUED, WOKE, FULL, CLOSED
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
    @SuppressWarnings("ReferenceEquality") // the very same chain as before
    final Push push(Object item, int capacity) {
        var counted = isCounted(item) ? 1 : 0;
        for (;;) {
            var present = inbox;
            if (present == CLOSED) {
                return Push.CLOSED;
            }
            var depth = depth(present) + counted;
            if (counted == 1 && depth + (int) REST_COUNT.getAcquire(this) > capacity) {
                if (inbox == present) { // else the taker has just moved what was counted here over there: counted twice
                    return Push.FULL;
                }
            } else if (present == null) { // idle, though some may wait that are not wanted at present
                if (INBOX.compareAndSet(this, (Object) null, item)) {
                    return Push.WOKE;
                }
            } else if (INBOX.compareAndSet(this, present, new Node(item, present, depth))) {
                return Push.QUEUED;
            }
        }
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
