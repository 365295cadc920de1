package dev.redstart.process;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What most idle processes never need: who watches them, whom they watch, links, children, resources, names, timers. Made at first use.
 *
 * <p>Threading: every field is guarded by this object's monitor. Nobody holds two of these monitors at once but
 * {@link LocalProcess#link}, which takes them in the order of the serials. Once {@link #closed} nothing is added any more, so the thread
 * that closed it reads it without holding the monitor.
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
    Set<LocalProcess<?, ?>> links;
    @Nullable
    LocalProcess<?, ?> firstChild;
    @Nullable
    LocalProcess<?, ?> lastChild;
    @Nullable
    List<AutoCloseable> owned;
    @Nullable
    List<Name<?>> names;
    @Nullable
    Set<Timers.Timer> timers;
    @Nullable
    String label;

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
    void addChild(LocalProcess<?, ?> child) {
        child.previousSibling = lastChild;
        if (lastChild == null) {
            firstChild = child;
        } else {
            lastChild.nextSibling = child;
        }
        lastChild = child;
    }

    void removeChild(LocalProcess<?, ?> child) {
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

    List<LocalProcess<?, ?>> children() {
        var children = new ArrayList<LocalProcess<?, ?>>();
        for (var child = firstChild; child != null; child = child.nextSibling) {
            children.add(child);
        }
        return children;
    }

    void addLink(LocalProcess<?, ?> peer) {
        if (links == null) {
            links = new HashSet<>(4);
        }
        links.add(peer);
    }

    boolean removeLink(LocalProcess<?, ?> peer) {
        return links != null && links.remove(peer);
    }

    void addOwned(AutoCloseable resource) {
        if (owned == null) {
            owned = new ArrayList<>(1);
        }
        owned.add(resource);
    }

    void removeOwned(AutoCloseable resource) {
        if (owned != null) {
            owned.removeIf(known -> known == resource);
        }
    }

    void addName(Name<?> name) {
        if (names == null) {
            names = new ArrayList<>(1);
        }
        names.add(name);
    }

    void addTimer(Timers.Timer timer) {
        if (timers == null) {
            timers = new HashSet<>(4);
        }
        timers.add(timer);
    }

    void removeTimer(Timers.Timer timer) {
        if (timers != null) {
            timers.remove(timer);
        }
    }
}
