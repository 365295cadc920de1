package dev.redstart.process;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** The reply address of one call: a monitor and an alias in one (OTP.md 1.5, {@code reply_demonitor}). */
class ReplySlot<R> extends Slot implements ReplyTo<R> {
    private static final String PACKAGE = ReplySlot.class.getPackageName();
    private static final Set<String> WAITING = Set.of(ReplySlot.class.getName(), Slot.class.getName(),
            Timers.class.getName(), WatchedTimers.class.getName(), NamedRef.class.getName());

    /** A reply may be null, an outcome may not. */
    private record Reply(@Nullable Object value) {}

    private enum Closed {
        TIMEOUT, ABANDONED
    }

    /** The process that calls, or null. */
    private final @Nullable LocalPid caller = Activation.process();

    ReplySlot(LocalPid callee) {
        super(callee);
    }

    /** Who waits here, for a crash report. */
    final CrashDetails.Client client(int maxFrames) {
        var thread = waiter();
        var stack = thread == Thread.currentThread() ? new StackTraceElement[0] : thread.getStackTrace();
        return new CrashDetails.Client(Optional.ofNullable(caller), thread.getName(), Arrays.stream(stack)
                .filter(frame -> !isOurs(frame)).limit(maxFrames).map(StackTraceElement::toString).toList());
    }

    /** How a call waits is of no interest; where it was made is. */
    private static boolean isOurs(StackTraceElement frame) {
        var name = frame.getClassName();
        return name.startsWith("java.") || name.startsWith("jdk.") || WAITING.contains(name)
                || name.startsWith(PACKAGE + ".Local");
    }

    @Override
    public final void reply(R reply) {
        Activation.checkFence();
        complete(new Reply(reply));
    }

    /** Closes the alias; a reply from now on is dropped. */
    final boolean close() {
        return complete(Closed.TIMEOUT);
    }

    /** Waits for the reply, and leaves no trace at the callee whatever comes. */
    final R awaitReply(Duration timeout) {
        try {
            if (await(nanos(timeout)) == null) {
                close();
            }
        } finally {
            complete(Closed.ABANDONED); // if there is no outcome the caller unwinds
            target.detach(this);
        }
        return result(timeout);
    }

    /** The reply, or why there is none; only after completion. */
    @SuppressWarnings("unchecked") // only reply(R) makes a Reply
    final R result(Duration timeout) {
        return switch (outcome()) {
            case Reply(var value) -> (R) value;
            case Ended(ExitReason.NoProc _) -> throw new CallException.NoProcess(target);
            case Ended(var reason) -> throw new CallException.ServerExited(target, reason);
            case null, default -> throw new CallException.CallTimeout(target, timeout);
        };
    }

    @Override
    public String toString() {
        return "ReplyTo[" + target + "]";
    }
}
