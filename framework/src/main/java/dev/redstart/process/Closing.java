package dev.redstart.process;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * Closes what a process owned, and then has the others hear of its end. They hear of it after {@link #LIMIT} at the latest, because a
 * {@code close} that hangs must hang nobody else: not who ended the process, not who waits for its end (OTP.md 3.5).
 *
 * <p>Threading: closes on the process's own thread or on a side thread; the limit fires on the timer thread. One of them tells.
 */
final class Closing implements Runnable {
    static final Duration LIMIT = Duration.ofSeconds(2);

    private final LocalPid process;
    private final List<AutoCloseable> resources;
    private final Runnable tell;
    private final AtomicBoolean told = new AtomicBoolean();
    private final TimerRef limit;
    private volatile @Nullable Thread thread;
    private volatile @Nullable AutoCloseable current;

    /** @param tell within a step of an end, tells the others */
    Closing(LocalPid process, List<AutoCloseable> resources, Runnable tell) {
        this.process = process;
        this.resources = resources;
        this.tell = tell;
        this.limit = process.node().timers().schedule(LIMIT, null, new Overdue());
    }

    /** As the process itself would, but away from this thread, which is another's. */
    void onSideThread() {
        try {
            process.node().closeAside(() -> {
                var patience = new Patience();
                try {
                    run();
                } finally {
                    patience.over();
                }
            });
        } catch (RuntimeException | Error e) { // no thread to be had
            tellOnce();
            throw e;
        }
        if (process.node().isClosing()) { // it has no timers any more, or soon
            tellOnce();
        }
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        for (var resource : resources) {
            current = resource;
            process.closeOwned(resource);
        }
        limit.cancel();
        tellOnce();
    }

    /** Begins with the close itself, which may have waited for its side thread. While it is at an end there is another thread for the rest. */
    private final class Patience implements Runnable {
        private final TimerRef timer = process.node().timers().schedule(LIMIT, null, this);
        // guarded by this
        private boolean isOver;
        private boolean hangs;

        @Override
        public synchronized void run() {
            if (!isOver) {
                hangs = true;
                process.node().sideThreads().oneHangs(true);
            }
        }

        synchronized void over() {
            isOver = true;
            timer.cancel();
            if (hangs) {
                process.node().sideThreads().oneHangs(false);
            }
        }
    }

    private void tellOnce() {
        if (told.compareAndSet(false, true)) {
            Activation.ofThread().cascade(tell);
        }
    }

    /** It takes too long. */
    final class Overdue implements Runnable {
        @Override
        public void run() {
            if (!told.get()) {
                try {
                    process.node().telemetry().emit(new CloseOverdue(process, process.label(), type(), LIMIT, stack()));
                } finally {
                    tellOnce();
                }
            }
        }

        private String type() {
            var resource = current;
            return resource == null ? "" : resource.getClass().getName();
        }

        private List<String> stack() {
            var closing = thread;
            return closing == null
                    ? List.of()
                    : Arrays.stream(closing.getStackTrace()).map(StackTraceElement::toString).toList();
        }
    }
}
