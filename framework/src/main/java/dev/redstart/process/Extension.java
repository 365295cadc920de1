package dev.redstart.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What most idle processes never need: who watches them, whom they watch, links, children, resources, names and keys, timers. Made at first use.
 *
 * <p>Threading: every field is guarded by this object's monitor. Nobody holds two of these monitors at once but
 * {@link LocalPid#linkTo}, which takes them in the order of the serials. Once {@link #closed} nothing is added any more, so the thread
 * that closed it reads it without holding the monitor. {@code idleTimer}, {@code debug} and {@code locals} alone belong to the process's running activation.
 */
@SuppressWarnings("ReferenceEquality") // a process is its identity
final class Extension {
    /** Stands in for the extension of a process that ended without ever having one. */
    static final Extension CLOSED = new Extension();

    static {
        CLOSED.closed = true;
    }

    boolean closed;
    @Nullable
    Watch watches;
    @Nullable
    ProcessMonitor monitors;
    @Nullable
    Set<LocalPid> links;
    @Nullable
    LocalPid firstChild;
    @Nullable
    LocalPid lastChild;
    /** The newest. */
    @Nullable
    Owned owned;
    /** The newest. */
    @Nullable
    Holding holdings;
    /** The newest. */
    Timers.@Nullable Timer timers;
    /** Of a task; set before anybody knows the process. */
    @Nullable
    List<Pid> callers;
    @Nullable
    SequencedSet<BlockedSender> blockedSenders;
    @Nullable
    String label;
    Timers.@Nullable Timer idleTimer;
    @Nullable
    Debug debug;
    @Nullable
    Map<Key<?>, Object> locals;

    /** Lets go of everybody, once all have heard: a pid may be kept for long, and must not keep those alive that it once knew. */
    void forgetAll() {
        watches = null;
        monitors = null;
        links = null;
        forgetChildren();
        owned = null;
        holdings = null;
        timers = null;
        blockedSenders = null;
        callers = null;
    }

    /** Lets go of what belongs to the running activation, once there will be none any more. */
    void forgetOwn() {
        idleTimer = null;
        if (debug != null) {
            debug.forget();
            debug = null;
        }
        locals = null;
    }

    void forgetChildren() {
        firstChild = null;
        lastChild = null;
    }

    void attach(Watch watch) {
        watch.next = watches;
        if (watches != null) {
            watches.previous = watch;
        }
        watches = watch;
        watch.attached = true;
    }

    void detach(Watch watch) {
        if (!watch.attached) {
            return;
        }
        watch.attached = false;
        if (watch.previous == null) {
            watches = watch.next;
        } else {
            watch.previous.next = watch.next;
        }
        if (watch.next != null) {
            watch.next.previous = watch.previous;
        }
        watch.next = null;
        watch.previous = null;
    }

    void remember(ProcessMonitor monitor) {
        monitor.nextOfWatcher = monitors;
        if (monitors != null) {
            monitors.previousOfWatcher = monitor;
        }
        monitors = monitor;
        monitor.attachedToWatcher = true;
    }

    void forget(ProcessMonitor monitor) {
        if (!monitor.attachedToWatcher) {
            return;
        }
        monitor.attachedToWatcher = false;
        if (monitor.previousOfWatcher == null) {
            monitors = monitor.nextOfWatcher;
        } else {
            monitor.previousOfWatcher.nextOfWatcher = monitor.nextOfWatcher;
        }
        if (monitor.nextOfWatcher != null) {
            monitor.nextOfWatcher.previousOfWatcher = monitor.previousOfWatcher;
        }
        monitor.nextOfWatcher = null;
        monitor.previousOfWatcher = null;
    }

    /** At the end of the list: children are listed in the order they were started. */
    void addChild(LocalPid child) {
        child.previousSibling = lastChild;
        if (lastChild == null) {
            firstChild = child;
        } else {
            lastChild.nextSibling = child;
        }
        lastChild = child;
    }

    void removeChild(LocalPid child) {
        if (child.previousSibling == null) {
            if (firstChild != child) {
                return;
            }
            firstChild = child.nextSibling;
        } else {
            child.previousSibling.nextSibling = child.nextSibling;
        }
        if (child.nextSibling == null) {
            lastChild = child.previousSibling;
        } else {
            child.nextSibling.previousSibling = child.previousSibling;
        }
        child.nextSibling = null;
        child.previousSibling = null;
    }

    /** In the order they were started. */
    List<LocalPid> children() {
        var children = new ArrayList<LocalPid>();
        for (var child = firstChild; child != null; child = child.nextSibling) {
            children.add(child);
        }
        return children;
    }

    void addLink(LocalPid peer) {
        if (links == null) {
            links = new HashSet<>(4);
        }
        links.add(peer);
    }

    boolean removeLink(LocalPid peer) {
        return links != null && links.remove(peer);
    }

    void addOwned(AutoCloseable resource) {
        owned = new Owned(resource, owned);
    }

    void removeOwned(AutoCloseable resource) {
        Owned newer = null;
        for (var each = owned; each != null; each = each.older) {
            if (each.resource != resource) {
                newer = each;
            } else if (newer == null) {
                owned = each.older;
            } else {
                newer.older = each.older;
            }
        }
    }

    void addHolding(Holding holding) {
        holding.next = holdings;
        if (holdings != null) {
            holdings.previous = holding;
        }
        holdings = holding;
    }

    void removeHolding(Holding holding) {
        if (holding.previous == null) {
            if (holdings != holding) {
                return;
            }
            holdings = holding.next;
        } else {
            holding.previous.next = holding.next;
        }
        if (holding.next != null) {
            holding.next.previous = holding.previous;
        }
        holding.next = null;
        holding.previous = null;
    }

    void addTimer(Timers.Timer timer) {
        timer.older = timers;
        if (timers != null) {
            timers.newer = timer;
        }
        timers = timer;
        timer.attached = true;
    }

    void removeTimer(Timers.Timer timer) {
        if (!timer.attached) {
            return;
        }
        timer.attached = false;
        if (timer.newer == null) {
            timers = timer.older;
        } else {
            timer.newer.older = timer.older;
        }
        if (timer.older != null) {
            timer.older.newer = timer.newer;
        }
        timer.older = null;
        timer.newer = null;
    }

    @SuppressWarnings("unchecked") // put together with a key of its type
    <V> Optional<V> local(Key<V> key) {
        return locals == null ? Optional.empty() : Optional.ofNullable((V) locals.get(key));
    }

    <V> void local(Key<V> key, V value) {
        if (locals == null) {
            locals = new HashMap<>(2);
        }
        locals.put(key, value);
    }

    Map<String, String> shownLocals() {
        var shown = new HashMap<String, String>();
        if (locals != null) {
            locals.forEach((key, value) -> shown.put(key.name(), BoundedText.of(value)));
        }
        return shown;
    }

    /** At the end: they get in in the order they came. */
    void addBlocked(BlockedSender sender) {
        if (blockedSenders == null) {
            blockedSenders = new LinkedHashSet<>(4);
        }
        blockedSenders.add(sender);
        attach(sender);
    }

    /** @return false if it waits no more */
    boolean removeBlocked(BlockedSender sender) {
        if (blockedSenders == null || !blockedSenders.remove(sender)) {
            return false;
        }
        detach(sender);
        return true;
    }

    /** Who has waited longest, who waits no more from now on; or null if nobody waits. */
    @Nullable
    BlockedSender pollBlocked() {
        if (blockedSenders == null || blockedSenders.isEmpty()) {
            return null;
        }
        var first = blockedSenders.removeFirst();
        detach(first);
        return first;
    }

    boolean hasBlocked() {
        return blockedSenders != null && !blockedSenders.isEmpty();
    }

    /** Lets go of tables that are empty: they stay when their last entry goes, because the next often comes soon. */
    void trim() {
        if (links != null && links.isEmpty()) {
            links = null;
        }
        if (debug != null && !debug.isOn() && debug.suspended == null) {
            debug = null;
        }
    }
}
