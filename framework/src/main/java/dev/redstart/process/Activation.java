package dev.redstart.process;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Which process a thread runs at the moment. One per thread, made at its first activation.
 *
 * <p>Also the fence around zombies: a process that was ended while its handler still ran must not act any more, on whatever reference it
 * holds. Since that is rare, everybody pays one plain read of a counter that is nearly always zero.
 */
final class Activation {
    private static final ThreadLocal<Activation> OF_THREAD = ThreadLocal.withInitial(Activation::new);
    /** Activations whose process has ended under them and that have not returned yet. */
    private static final AtomicInteger FENCED = new AtomicInteger();

    /** Owned by the thread. */
    private @Nullable LocalProcess<?, ?> process;

    static Activation ofThread() {
        return OF_THREAD.get();
    }

    /** The process whose callback this thread runs, or null on a thread that runs none. */
    static @Nullable LocalProcess<?, ?> process() {
        return OF_THREAD.get().process;
    }

    /** @return what to give to {@link #leave} */
    @Nullable
    LocalProcess<?, ?> enter(LocalProcess<?, ?> entered) {
        var outer = process;
        process = entered;
        return outer;
    }

    void leave(@Nullable LocalProcess<?, ?> outer) {
        process = outer;
    }

    static void fence() {
        FENCED.incrementAndGet();
    }

    static void unfence() {
        FENCED.decrementAndGet();
    }

    /** Throws {@link ProcessExit} if this thread runs a process that has ended. */
    static void checkFence() {
        if (FENCED.get() != 0) {
            var current = process();
            if (current != null && !current.isAlive()) {
                throw new ProcessExit(current);
            }
        }
    }
}
