package dev.redstart.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * How long one process lives and how much of that it was at work. The work is measured by the watchdog's clock, so it is a sample, and
 * costs no more than what it measures. Only processes started by a spec have one: the many that share a {@link ProcessKind} would pay for it
 * in bytes.
 *
 * <p>Threading: written by the running activation, read by anybody; a reader may miss the latest activation.
 */
final class Usage {
    private static final VarHandle BUSY;
    private static final VarHandle SINCE;

    static {
        try {
            var lookup = MethodHandles.lookup();
            BUSY = lookup.findVarHandle(Usage.class, "busy", long.class);
            SINCE = lookup.findVarHandle(Usage.class, "since", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long born = System.nanoTime();
    private long busy;
    /** When the running activation began; 0 while none runs. */
    private long since;

    void pause() {
        BUSY.setOpaque(this, busy + Math.max(0, Watchdog.ofJvm().nanoTime() - since));
        SINCE.setOpaque(this, 0L);
    }

    void resume() {
        SINCE.setOpaque(this, Watchdog.ofJvm().nanoTime());
    }

    Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - born);
    }

    Duration inHandlers() {
        var began = (long) SINCE.getOpaque(this);
        var running = began == 0 ? 0 : Math.max(0, Watchdog.ofJvm().nanoTime() - began);
        return Duration.ofNanos((long) BUSY.getOpaque(this) + running);
    }
}
