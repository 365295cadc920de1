package dev.redstart.telemetry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import dev.redstart.telemetry.TelemetryEvent.Severity;

/**
 * The event bus and the meters of one running system. Code of the framework never writes a log line: it emits an event or counts, and
 * whoever wants a log or metrics attaches a listener or a binder.
 *
 * <p>Threading: everything may be called from any thread. Listeners run on the emitting thread and must be quick; what they throw is
 * dropped, because the emitter may be in the middle of a process's death.
 */
public final class Telemetry {
    private record Key(String name, List<Meter.Tag> tags) {}

    /** Somebody who hears of routine, too, where {@code wanted} says so. */
    private record RoutineListener(Predicate<Severity> wanted, Consumer<? super TelemetryEvent> listener) {}

    private final List<Consumer<? super TelemetryEvent>> listeners = new CopyOnWriteArrayList<>();
    private final List<RoutineListener> routine = new CopyOnWriteArrayList<>();
    private final List<Consumer<? super Meter>> meterListeners = new CopyOnWriteArrayList<>();
    private final Map<Key, Meter> meters = new ConcurrentHashMap<>();

    /** Tells every listener of {@code event} and counts it under its name. */
    public void emit(TelemetryEvent event) {
        counter(event.name()).increment();
        for (var listener : listeners) {
            deliver(listener, event);
        }
    }

    /**
     * Tells of what is routine: it happens for every connection, join or message. Only those hear it who have asked for routine of that
     * severity, and it is not counted; ask {@link #isRoutineWanted} before making such an event.
     */
    public void routine(TelemetryEvent event) {
        for (var one : routine) {
            if (isWanted(one, event.severity())) {
                deliver(one.listener, event);
            }
        }
    }

    /** Whether anybody has asked for routine of that severity. Quick enough to be asked for every message. */
    public boolean isRoutineWanted(Severity severity) {
        for (var one : routine) {
            if (isWanted(one, severity)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWanted(RoutineListener one, Severity severity) {
        try {
            return one.wanted.test(severity);
        } catch (Throwable _) {
            return false; // as in deliver
        }
    }

    private static void deliver(Consumer<? super TelemetryEvent> listener, TelemetryEvent event) {
        try {
            listener.accept(event);
        } catch (Throwable _) {
            // a broken listener must not break what it listens to, be it the end of a process, and there is nobody left to tell
        }
    }

    /**
     * Attaches a listener that hears of routine, too: logs do.
     *
     * @param wanted the severities of routine it wants to hear of; asked for each, since that may change
     */
    public AutoCloseable listen(Consumer<? super TelemetryEvent> listener, Predicate<Severity> wanted) {
        var one = new RoutineListener(wanted, listener);
        routine.add(one);
        listeners.add(listener);
        return () -> {
            routine.remove(one);
            listeners.remove(listener);
        };
    }

    /** Attaches a listener; closing what is returned detaches it. */
    public AutoCloseable listen(Consumer<? super TelemetryEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * The counter of that name and those labels, made at the first call. Keep the counter rather than looking it up for every message.
     *
     * @param tags label names and values in turn
     */
    public Counter counter(String name, String... tags) {
        var key = new Key(name, pairs(name, tags));
        var known = meters.get(key);
        if (known == null) {
            known = register(key, new Counter(name, key.tags));
        }
        if (known instanceof Counter counter) {
            return counter;
        }
        throw new IllegalStateException("meter " + name + " is a gauge already, it cannot be a counter too");
    }

    /** A counter kept elsewhere, shown under that name and those labels; the first registration wins. */
    public void counterView(String name, LongSupplier source, String... tags) {
        var key = new Key(name, pairs(name, tags));
        if (!(register(key, new CounterView(name, key.tags, source)) instanceof CounterView)) {
            throw new IllegalStateException("meter " + name + " exists already and is no counter view");
        }
    }

    /** A gauge of that name and those labels that reads {@code source}; the first registration wins. */
    public Gauge gauge(String name, DoubleSupplier source, String... tags) {
        var key = new Key(name, pairs(name, tags));
        if (register(key, new Gauge(name, key.tags, source)) instanceof Gauge gauge) {
            return gauge;
        }
        throw new IllegalStateException("meter " + name + " is a counter already, it cannot be a gauge too");
    }

    /** Calls {@code listener} for every meter there is, and later for every new one. */
    public void meters(Consumer<? super Meter> listener) {
        meterListeners.add(listener);
        meters.values().forEach(listener);
    }

    /** A snapshot of all meters. */
    public Collection<Meter> meters() {
        return List.copyOf(meters.values());
    }

    private Meter register(Key key, Meter fresh) {
        var known = meters.putIfAbsent(key, fresh);
        if (known != null) {
            return known;
        }
        for (var listener : meterListeners) {
            tell(listener, fresh);
        }
        return fresh;
    }

    private static void tell(Consumer<? super Meter> listener, Meter fresh) {
        try {
            listener.accept(fresh);
        } catch (Throwable _) {
            // as in deliver: an event may have made the meter
        }
    }

    private static List<Meter.Tag> pairs(String name, String... tags) {
        if (tags.length % 2 != 0) {
            throw new IllegalArgumentException("tags of meter " + name + " must come in pairs, got " + tags.length);
        }
        var pairs = new ArrayList<Meter.Tag>(tags.length / 2);
        for (int i = 0; i < tags.length; i += 2) {
            pairs.add(new Meter.Tag(tags[i], tags[i + 1]));
        }
        return List.copyOf(pairs);
    }
}
