package dev.redstart.endpoint.limit;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/** The right to one connection. Given back once, however often and by whomever. Any thread. */
public final class Seat {
    private static final Seat UNCOUNTED = new Seat(null);

    private final AtomicReference<@Nullable Runnable> giveBack;

    Seat(@Nullable Runnable giveBack) {
        this.giveBack = new AtomicReference<>(giveBack);
    }

    /** One that nobody counts, and that may be given to any number of connections. */
    public static Seat uncounted() {
        return UNCOUNTED;
    }

    /** Whether anybody waits for it to be given back. */
    public boolean isCounted() {
        return this != UNCOUNTED;
    }

    public void giveBack() {
        var task = giveBack.getAndSet(null);
        if (task != null) {
            task.run();
        }
    }
}
