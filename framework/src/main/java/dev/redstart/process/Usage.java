package dev.redstart.process;

import java.time.Duration;

/**
 * How long one process lives and how much of that it was at work. Only processes started by a spec have one: the many that share a
 * {@link ProcessKind} would pay for it in bytes.
 *
 * <p>Threading: written by the running activation, read by anybody; a reader may miss the latest activation.
 */
final class Usage {
    private final long born = System.nanoTime();
    private volatile long busy;
    /** When the running activation began; 0 while none runs. */
    private volatile long since;

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
    void pause() {
        busy += System.nanoTime() - since;
        since = 0;
    }

    void resume() {
        since = System.nanoTime();
    }

    Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - born);
    }

    Duration inHandlers() {
        var began = since;
        return Duration.ofNanos(busy + (began == 0 ? 0 : System.nanoTime() - began));
    }
}
