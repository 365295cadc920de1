package dev.redstart.process;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A place one thread waits at for one outcome: what somebody completes it with, or the end of a process. The first outcome stays.
 *
 * <p>Threading: anybody may complete it, the thread that made it waits.
 */
class Slot extends Watch {
    /** The outcome "the process ended first". */
    record Ended(ExitReason reason) {}

    private static final VarHandle OUTCOME;

    static {
        try {
            OUTCOME = MethodHandles.lookup().findVarHandle(Slot.class, "outcome", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread waiter = Thread.currentThread();
    @SuppressWarnings("unused") // through OUTCOME
    private volatile @Nullable Object outcome;

    Slot(LocalPid target) {
        super(target);
    }

    /** @return whether this was the first outcome */
    final boolean complete(Object value) {
        if (!OUTCOME.compareAndSet(this, (Object) null, value)) {
            return false;
        }
        completed();
        return true;
    }

    /** Tells whoever waits. */
    void completed() {
        target.node().timers().unpark(waiter);
    }

    final Thread waiter() {
        return waiter;
    }

    final @Nullable Object outcome() {
        return outcome;
    }

    @Override
    void down(ExitReason reason) {
        complete(new Ended(reason));
    }

    /** "Forever" may be given as a duration longer than a long holds in nanoseconds; less than nothing is nothing. */
    static long nanos(Duration time) {
        if (time.isNegative()) { // a deadline as far back as a long reaches would count as one far ahead
            return 0;
        }
        try {
            return time.toNanos();
        } catch (ArithmeticException _) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Waits on the thread that made this slot. A process that was ended while it waited unwinds even if there is an outcome: what ended it
     * may have ended the other, too, and nobody is left to draw conclusions.
     *
     * @return the outcome, or null if there was none in time
     * @throws ProcessExit if the waiting process itself has ended
     * @throws CallException.CallInterrupted if the waiting thread is no process and was interrupted
     */
    final @Nullable Object await(long nanos) {
        var timers = target.node().timers();
        var deadline = timers.nanoTime() + nanos;
        for (;;) {
            var present = outcome;
            if (present != null) {
                Activation.checkFence();
                return present;
            }
            if (deadline - timers.nanoTime() <= 0) {
                return null;
            }
            Activation.checkFence(); // an interrupt may have been lost to code that clears the flag
            Worker.beforeWait();
            timers.park(this, deadline);
            if (Thread.interrupted()) {
                interrupted();
            }
        }
    }

    private void interrupted() {
        var process = Activation.process();
        if (process == null) {
            Thread.currentThread().interrupt();
            throw new CallException.CallInterrupted(target);
        }
        if (!process.isAlive()) {
            throw new ProcessExit(process);
        }
        // an interrupt that no end of this process caused is not ours to interpret; the flag is gone, the wait goes on
    }
}
