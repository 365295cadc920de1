package dev.redstart.process;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The typed address of a process: what everybody else may do with it. A reference by name finds its process anew at every use, so it
 * survives restarts.
 *
 * <p>Threading: usable from any thread unless a method says otherwise.
 *
 * @param <M> the messages the process understands
 */
@TrustedImmutable
public interface ProcessRef<M> {
    /** How long {@link #call(Function)} waits. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Puts {@code message} at the end of the process's mailbox and returns at once, unless the mailbox is full and its policy is to block
     * the sender ({@link Mailbox.Overflow#BLOCK_SENDER}). Two messages of one sender arrive in the order they
     * were sent. A message to a process that has ended vanishes; a name nobody holds is an error at the sender (OTP.md 1.1).
     *
     * @throws CallException.NoProcess if this is a name and no process has it
     * @throws CallException.Overloaded if the mailbox is full and its policy is to fail the sender, or it has no room in time
     * @throws CallException.CallInterrupted if this thread waited for room, runs no process, and was interrupted; nothing is sent then
     */
    void tell(M message);

    /** {@link #call(Function, Duration)} with {@link #DEFAULT_TIMEOUT}. */
    default <R> R call(Function<? super ReplyTo<R>, ? extends M> message) {
        return call(message, DEFAULT_TIMEOUT);
    }

    /**
     * Sends a message that carries a reply address and blocks until the reply, the end of the process, or the timeout. A reply that comes
     * later than that is dropped. The timeout covers the wait for room in the mailbox, too.
     *
     * @param message builds the message around the reply address, for example {@code Get::new}
     * @throws CallException uncaught inside a process it ends that process, as in OTP
     * @throws IllegalStateException on an IO thread, which must not block
     */
    <R> R call(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout);

    /**
     * Like {@link #call(Function, Duration)} without blocking, for code outside of processes. The stage completes on a virtual thread,
     * exceptionally with a {@link CallException}.
     */
    <R> CompletionStage<R> ask(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout);

    /**
     * The same process for those who may send it only some of its messages.
     *
     * @param allowed what may be sent through it
     */
    @SuppressWarnings("unchecked") // whoever takes any M takes an N
    default <N extends M> ProcessRef<N> narrow(Class<N> allowed) {
        Objects.requireNonNull(allowed, "allowed");
        return (ProcessRef<N>) this;
    }

    /**
     * The process this address means now.
     *
     * @throws CallException.NoProcess if this is a name and no process has it
     */
    Pid pid();
}
