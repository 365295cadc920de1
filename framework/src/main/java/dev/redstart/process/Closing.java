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
    // guarded by this
    private boolean aside;
    private boolean closes;
    private boolean overdue;
    private boolean hangs;

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
        become(() -> aside = true);
        process.node().closeAside(this);
        if (process.node().isClosing()) { // it has no timers any more, or soon
            tellOnce();
        }
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        become(() -> closes = true);
        for (var resource : resources) {
            current = resource;
            process.closeOwned(resource);
        }
        limit.cancel();
        become(() -> closes = false);
        tellOnce();
    }

    /** While this keeps a side thread beyond its time, there is another for the rest. */
    private synchronized void become(Runnable change) {
        change.run();
        var hung = hangs;
        hangs = aside && closes && overdue;
        if (hangs != hung) {
            process.node().sideThreads().oneHangs(hangs);
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
                become(() -> overdue = true);
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
