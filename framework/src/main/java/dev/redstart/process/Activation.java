package dev.redstart.process;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Which process a thread runs at the moment. One per thread, made at its first activation.
 *
 * <p>Also where the ends of processes that follow from each other are put in a row: a chain of a million links must not become a stack of
 * a million frames.
 *
 * <p>Also the fence around zombies: a process that was ended while its handler still ran must not act any more, on whatever reference it
 * holds. Since that is rare, everybody pays one plain read of a counter that is nearly always zero.
 */
final class Activation {
    private static final ThreadLocal<Activation> OF_THREAD = ThreadLocal.withInitial(Activation::new);
    /** Activations whose process has ended under them and that have not returned yet. */
    private static final AtomicInteger FENCED = new AtomicInteger();

    // owned by the thread
    private @Nullable LocalPid process;
    /** The worker this thread is one of, if any. */
    @Nullable
    Worker worker;
    private boolean ending;
    private @Nullable ArrayDeque<Runnable> pending;

    static Activation ofThread() {
        return OF_THREAD.get();
    }

    /** The process whose callback this thread runs, or null on a thread that runs none. */
    static @Nullable LocalPid process() {
        return OF_THREAD.get().process;
    }

    /** @return what to give to {@link #leave} */
    @Nullable
    LocalPid enter(LocalPid entered) {
        var outer = process;
        process = entered;
        return outer;
    }

    void leave(@Nullable LocalPid outer) {
        process = outer;
    }

    /** Runs one step of the end of a process: now, or, if this thread is within another such step, after it. */
    void cascade(Runnable step) {
        if (ending) {
            defer(step);
            return;
        }
        ending = true;
        try {
            runAll(step);
        } finally {
            ending = false;
        }
    }

    /** Within a step: runs {@code step} after all those that are put off already. */
    void afterCascade(Runnable step) {
        if (pending == null || pending.isEmpty()) {
            step.run();
        } else {
            pending.add(step);
        }
    }

    /**
     * Within a step: runs user code, as a plain thread would. Not as the process whose end it is, because that one may not act any more;
     * and what it ends in turn has ended when it goes on.
     */
    void outside(Runnable userCode) {
        var process = this.process;
        var pending = this.pending;
        this.process = null;
        this.pending = null;
        ending = false;
        try {
            userCode.run();
        } finally {
            ending = true;
            this.pending = pending;
            this.process = process;
        }
    }

    private void defer(Runnable step) {
        if (pending == null) {
            pending = new ArrayDeque<>();
        }
        pending.add(step);
    }

    /** A step that fails, of an exhausted stack for example, does not keep the others from what they wait for. */
    private void runAll(Runnable first) {
        Throwable failure = null;
        for (var step = first; step != null; step = pending == null ? null : pending.poll()) {
            try {
                step.run();
            } catch (RuntimeException | Error e) {
                failure = e;
            }
        }
        switch (failure) {
            case null -> {}
            case Error error -> throw error;
            default -> throw (RuntimeException) failure;
        }
    }

    static void fence() {
        FENCED.incrementAndGet();
    }

    /** How many are fenced now, in this JVM. */
    static int fenced() {
        return FENCED.get();
    }

    static void unfence() {
        FENCED.decrementAndGet();
    }

    /** {@link #checkFence}, and refuses a process that runs on its IO thread. */
    static void checkMayBlock() {
        checkFence();
        var current = process();
        if (current != null && current.isInline()) {
            throw new IllegalStateException(current + " must not block its IO thread");
        }
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
