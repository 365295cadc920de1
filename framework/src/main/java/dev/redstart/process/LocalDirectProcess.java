package dev.redstart.process;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A process in the direct style: one activation on a thread of its own, for its whole life. While it waits for mail its inbox is idle, and
 * whoever wakes it unparks the thread.
 *
 * <p>Threading: {@code toldToEnd} and {@code receiving} belong to the process's thread.
 */
final class LocalDirectProcess<M> extends LocalProcess<DirectProcess<M>, M> implements DirectContext<M> {
    private final Thread.Builder thread;
    private @Nullable ExitReason toldToEnd;
    private boolean receiving;

    LocalDirectProcess(ProcessKind<DirectProcess<M>, M> kind, LocalPid parent, boolean platform) {
        super(kind, null, parent);
        this.thread = platform
                ? Thread.ofPlatform().daemon().name(kind.label)
                : Thread.ofVirtual().name(kind.label);
    }

    @Override
    void schedule() {
        StackRoom.reserve(StackRoom.TO_WAKE);
        var running = runner;
        if (running == null) {
            begin();
        } else {
            kind.node.timers().unpark(running);
        }
        Watchdog.ofJvm().attend(); // it needs a core, and may be the only one to notice that there is none
    }

    private void begin() {
        try {
            thread.inheritInheritableThreadLocals(false).start(kind.node.timers().watched(this));
        } catch (StackOverflowError e) { // the sender's; see wake
            throw e;
        } catch (RuntimeException | Error e) {
            neverRuns(ExitReason.Crash.of(e));
        }
    }

    @Override
    boolean keepsThread() {
        return true;
    }

    // ---- receive ------------------------------------------------------------------------------------------------------------------

    @Override
    public M receive() {
        return receive(_ -> true);
    }

    @Override
    public Optional<M> receive(Duration timeout) {
        return receive(_ -> true, timeout);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // tell takes nothing but M; without a limit there is an item
    public M receive(Predicate<? super M> wanted) {
        Objects.requireNonNull(wanted, "wanted");
        return (M) await(item -> isMessage(item) && wanted.test((M) item), Long.MAX_VALUE);
    }

    @Override
    @SuppressWarnings("unchecked") // as above
    public Optional<M> receive(Predicate<? super M> wanted, Duration timeout) {
        Objects.requireNonNull(wanted, "wanted");
        return Optional.ofNullable((M) await(item -> isMessage(item) && wanted.test((M) item), Slot.nanos(timeout)));
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public Signal receiveSignal() {
        return (Signal) await(item -> !isMessage(item), Long.MAX_VALUE);
    }

    @Override
    public Optional<Signal> receiveSignal(Duration timeout) {
        return Optional.ofNullable((Signal) await(item -> !isMessage(item), Slot.nanos(timeout)));
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public Object receiveAny() {
        return await(_ -> true, Long.MAX_VALUE);
    }

    @Override
    public Optional<Object> receiveAny(Duration timeout) {
        return Optional.ofNullable(await(_ -> true, Slot.nanos(timeout)));
    }

    private static boolean isMessage(Object item) {
        return !(item instanceof SystemMessage);
    }

    /** {@link #search}, one at a time: a second one within it would take away what the first has passed. */
    private @Nullable Object await(Predicate<Object> wanted, long nanos) {
        checkOwnThread();
        if (receiving) {
            throw new IllegalStateException(this + " receives already, and cannot receive within a predicate of that");
        }
        receiving = true;
        try {
            return search(wanted, nanos);
        } finally {
            receiving = false;
        }
    }

    /** The first item that is wanted, signals as users see them; null if there is none in time. */
    private @Nullable Object search(Predicate<Object> wanted, long nanos) {
        var deadline = kind.node.nanoTime() + nanos;
        var search = new Search();
        for (;;) {
            checkNotTold();
            var item = next(wanted, search);
            if (item instanceof SystemMessage system) {
                var signal = seen(system);
                if (signal != null) {
                    heard(signal);
                    return signal;
                }
            } else if (item != null) {
                received(item);
                return item;
            } else if (!isSuspended() && deadline - kind.node.nanoTime() <= 0) {
                return null;
            } else if (release() && !resume()) {
                pauseUsage();
                park(isSuspended() ? kind.node.nanoTime() + Long.MAX_VALUE : deadline);
                resumeUsage();
            }
            checkOwnThread();
        }
    }

    private @Nullable Object next(Predicate<Object> wanted, Search search) {
        if (isSuspended()) {
            if (has(KEEPS_NEWEST)) {
                search.startAgain(); // what it has passed may be dropped meanwhile
            }
            return takeWhileSuspended();
        }
        return takeNext(item -> isForTheRuntime(item) || wanted.test(item), search);
    }

    /** Parks until there is mail, the time is up, or the process has ended. */
    private void park(long deadline) {
        while (isIdle() && !hasEnded() && deadline - kind.node.nanoTime() > 0) {
            kind.node.timers().park(this, deadline);
            Thread.interrupted(); // the end of this process, seen above, or none of our business
        }
        acquireIdle(); // fails if there is mail, which the next look takes
    }

    private void checkNotTold() {
        if (toldToEnd != null) { // again if somebody caught it
            throw new DirectServer.ToldToEnd(toldToEnd);
        }
    }

    // ---- what the body does not see -------------------------------------------------------------------------------------------------

    private boolean isForTheRuntime(Object item) {
        return switch (item) {
            case SystemMessage.Down(var monitor, _) -> monitor.flushed;
            default -> isServedWhileSuspended(item);
        };
    }

    /** What users see of it, or null if it was for the runtime. */
    private @Nullable Signal seen(SystemMessage message) {
        return switch (message) {
            case SystemMessage.Down(var monitor, var reason) when !monitor.flushed ->
                monitor.signal(reason);
            case SystemMessage.Exit(var from, var reason) when isFromParent(from) -> {
                toldToEnd = reason;
                yield null;
            }
            case SystemMessage.Exit(var from, var reason) -> new Signal.Exit(from, reason);
            case SystemMessage.TimerFired(var timer, var term) -> new Signal.TimerFired(timer, term);
            case SystemMessage.Request request -> {
                serve(request);
                yield null;
            }
            default -> null;
        };
    }
}
