package dev.redstart.process;

/**
 * A process that answers messages: state in, state out. Messages are a sealed interface of records, {@link #handle} is one exhaustive
 * {@code switch}, and a message that is a call has a {@link ReplyTo} component:
 *
 * {@snippet :
 * final class Counter implements GenServer<Long, Counter.Message> {
 *     sealed interface Message {}
 *     record Add(long by) implements Message {}
 *     record Get(ReplyTo<Long> from) implements Message {}
 *
 *     public InitResult<Long> init(ProcessContext<Message> context) {
 *         return InitResult.started(0L);
 *     }
 *
 *     public Next<Long> handle(Message message, Long count, ProcessContext<Message> context) {
 *         return switch (message) {
 *             case Add(long by) -> Next.go(count + by);
 *             case Get(var from) -> { from.reply(count); yield Next.same(); }
 *         };
 *     }
 * }
 * }
 *
 * <p>Threading: the callbacks of one process never overlap, and each sees what the one before it wrote; no lock is needed for what only
 * this process uses. They may block. Whatever one of them throws ends this process and no other.
 *
 * @param <S> the state: an immutable value, or a mutable object that nobody else sees
 * @param <M> the messages
 */
public interface GenServer<S, M> {
    /** Runs first. Whoever starts the process waits for it, so slow work belongs into {@link #continueWith}. */
    InitResult<S> init(ProcessContext<M> context) throws Exception;

    /** Runs right after a callback that asked for it, before any message that waits. */
    default Next<S> continueWith(Object continuation, S state, ProcessContext<M> context) throws Exception {
        throw new UnsupportedOperationException(getClass().getName() + " asked to continue with "
                + continuation.getClass().getName() + " but has no continueWith");
    }

    /** One message. */
    Next<S> handle(M message, S state, ProcessContext<M> context) throws Exception;

    /** One signal. Unless overridden, signals are ignored. */
    default Next<S> signal(Signal signal, S state, ProcessContext<M> context) throws Exception {
        return Next.same();
    }

    /**
     * Runs last: after a callback asked to stop or threw, or when a process that traps exits is told to end by its parent. It does not run
     * when the process is killed, nor when it does not trap exits and an exit signal ends it; what must be freed in every case is given to
     * {@link ProcessContext#own}.
     */
    default void terminate(ExitReason reason, S state, ProcessContext<M> context) throws Exception {}

    /**
     * The state as people may see it: in crash reports, traces and {@link Inspector#state}. Override it to leave secrets out. Runs on any
     * thread, also when the process has crashed; if it throws, that is shown instead of the state.
     */
    default Object redactState(S state) {
        return state;
    }

    /** A message as people may see it; as {@link #redactState}. What exceptions say is shown as it is. */
    default Object redactMessage(M message) {
        return message;
    }
}
