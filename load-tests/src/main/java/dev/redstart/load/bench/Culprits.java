package dev.redstart.load.bench;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.redstart.telemetry.Telemetry;
import dev.redstart.telemetry.TelemetryEvent;

/**
 * Whom the runtime names as hogs, and how soon: its events about scheduling, by their names, since each runtime has events of its
 * own or none. Events come on any thread.
 */
final class Culprits implements AutoCloseable {
    /** What the names of events about scheduling begin with. */
    static final String EVENTS = "redstart.scheduler.";

    /**
     * One event.
     *
     * @param millis since the hogs were let loose
     */
    record Named(long millis, String event, String text) {}

    private final List<Named> named = new CopyOnWriteArrayList<>();
    private final Optional<AutoCloseable> listening;
    private volatile long began = System.nanoTime();

    /** Listens from now on, if there is something to listen to. */
    Culprits(Optional<Telemetry> telemetry) {
        this.listening = telemetry.map(source -> source.listen(this::hear));
    }

    private void hear(TelemetryEvent event) {
        if (event.name().startsWith(EVENTS)) {
            named.add(new Named((System.nanoTime() - began) / 1_000_000, event.name(), event.describe()));
        }
    }

    /** The hogs are let loose now. */
    void begin() {
        began = System.nanoTime();
    }

    List<Named> named() {
        return List.copyOf(named);
    }

    @Override
    public void close() {
        listening.ifPresent(listener -> {
            try {
                listener.close();
            } catch (Exception e) {
                throw new IllegalStateException("a listener must be closable", e);
            }
        });
    }
}
