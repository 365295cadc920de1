package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * What inspectors have asked a process to note about itself.
 *
 * <p>Threading: belongs to the process's running activation, and so does the end of it. {@code COUNTING} alone is everybody's: whoever
 * sends a message looks whether anybody counts at all.
 */
final class Debug {
    /** Processes that count, in this JVM; nearly always none. */
    private static final AtomicInteger COUNTING = new AtomicInteger();

    private final List<Consumer<? super TraceEvent>> listeners = new ArrayList<>(1);
    private final ArrayDeque<TraceEvent> kept = new ArrayDeque<>();
    private int keep;
    private boolean counts;
    private long countedSince;
    private long messages;
    private long sent;
    private long signals;
    private long nanosInHandlers;
    /** Where the search among messages that wait for the end of a suspension has got to; null if not suspended. */
    Inbox.@Nullable Search suspended;

    /** Whether there is anything to note. */
    boolean isOn() {
        return counts || keep > 0 || !listeners.isEmpty();
    }

    void listen(Consumer<? super TraceEvent> listener) {
        listeners.add(listener);
    }

    void keep(int last) {
        keep = last;
        trim();
    }

    List<TraceEvent> log() {
        return List.copyOf(kept);
    }

    void count(boolean on) {
        if (on != counts) {
            COUNTING.addAndGet(on ? 1 : -1);
        }
        counts = on;
        countedSince = System.nanoTime();
        messages = 0;
        sent = 0;
        signals = 0;
        nanosInHandlers = 0;
    }

    Optional<ProcessStatistics> statistics() {
        return counts
                ? Optional.of(new ProcessStatistics(Duration.ofNanos(System.nanoTime() - countedSince), messages,
                        sent, signals, Duration.ofNanos(nanosInHandlers)))
                : Optional.empty();
    }

    void forget() {
        listeners.clear();
        keep(0);
        count(false);
    }

    void note(TraceEvent event) {
        switch (event) {
            case TraceEvent.Received _ -> messages++;
            case TraceEvent.Heard _ -> signals++;
            case TraceEvent.Changed _ -> {}
        }
        if (keep > 0) {
            kept.add(event);
            trim();
        }
        listeners.removeIf(listener -> throwsAt(listener, event));
    }

    /** Notes a message that this thread is about to send, if it runs a process that counts. */
    static void sending() {
        if (COUNTING.getPlain() == 0) {
            return;
        }
        var sender = Activation.process();
        var extension = sender == null ? null : sender.presentExtension();
        if (extension != null && extension.debug != null) {
            extension.debug.sent++;
        }
    }

    /** How many count now, in this JVM. */
    static int counting() {
        return COUNTING.get();
    }

    void inHandler(long nanos) {
        nanosInHandlers += nanos;
    }

    private static boolean throwsAt(Consumer<? super TraceEvent> listener, TraceEvent event) {
        try {
            listener.accept(event);
            return false;
        } catch (ProcessExit e) {
            throw e;
        } catch (Throwable _) { // an inspector's fault is not the process's
            return true;
        }
    }

    private void trim() {
        while (kept.size() > keep) {
            kept.removeFirst();
        }
    }
}
