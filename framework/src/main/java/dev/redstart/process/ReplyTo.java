package dev.redstart.process;

/**
 * The revocable address of one expected reply; a component of messages that are calls. The first reply counts; whatever is sent after it,
 * after the caller's timeout or after the caller's end is dropped (an alias of kind {@code reply_demonitor}, OTP.md 1.5).
 *
 * @param <R> the type of the reply
 */
@TrustedImmutable
@FunctionalInterface
public interface ReplyTo<R> {
    /** Answers the call. Any thread may do it, also long after the handler that got the message has returned. */
    void reply(R reply);
}
