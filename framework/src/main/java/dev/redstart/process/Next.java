package dev.redstart.process;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a callback of a {@link GenServer} wants to happen next.
 *
 * @param <S> the state of the process
 */
public sealed interface Next<S> {
    /**
     * Goes on with {@code state}.
     *
     * @param idleAfter if not null, {@link Signal.Idle} comes unless something arrives within that time
     * @param continuation if not null, {@link GenServer#continueWith} runs with it before any message that waits
     */
    record Go<S>(S state, @Nullable Duration idleAfter, @Nullable Object continuation) implements Next<S> {}

    /** Goes on with the state as it is; costs nothing. For states that are mutable objects, or when nothing changed. */
    record Same<S>() implements Next<S> {
        private static final Same<?> INSTANCE = new Same<>();
    }

    /** Goes on with {@code state}, and lets go of memory that only a busy process needs. */
    record Hibernate<S>(S state) implements Next<S> {}

    /**
     * Ends the process: {@link GenServer#terminate} runs, then {@code lastWord} if there is one, then links and monitors hear
     * {@code reason}.
     */
    record Stop<S>(ExitReason reason, S state, @Nullable Runnable lastWord) implements Next<S> {}

    /** Goes on with {@code state}. */
    static <S> Next<S> go(S state) {
        return new Go<>(state, null, null);
    }

    /** Goes on with the state as it is. */
    @SuppressWarnings("unchecked") // holds no state
    static <S> Next<S> same() {
        return (Next<S>) Same.INSTANCE;
    }

    /**
     * Goes on; if nothing arrives within {@code silence}, {@link Signal.Idle} does. A message that waits already wins over zero. This holds
     * for one silence: what arrives ends it, and unless the callback for that asks again, also {@link #same} does not, there is no other.
     */
    static <S> Next<S> idleAfter(Duration silence, S state) {
        return new Go<>(state, Objects.requireNonNull(silence, "silence"), null);
    }

    /** Goes on, first with {@link GenServer#continueWith}, before any message that waits. */
    static <S> Next<S> continueWith(Object continuation, S state) {
        return new Go<>(state, null, Objects.requireNonNull(continuation, "continuation"));
    }

    /**
     * Goes on, and expects to hear nothing for long: the runtime lets go of what it keeps to be quick when the process is busy. A process
     * that waits holds no thread and no stack anyway, so this is worth it for those of which there are very many.
     */
    static <S> Next<S> hibernate(S state) {
        return new Hibernate<>(state);
    }

    /** Ends the process with {@link ExitReason.Normal}. */
    static <S> Next<S> stop(S state) {
        return new Stop<>(ExitReason.NORMAL, state, null);
    }

    /** Ends the process with {@code reason}. */
    static <S> Next<S> stop(ExitReason reason, S state) {
        return new Stop<>(reason, state, null);
    }

    /** Ends the process with {@code reason}; {@code from} gets {@code reply} when {@link GenServer#terminate} is done. */
    static <S, R> Next<S> stopAndReply(ReplyTo<R> from, R reply, ExitReason reason, S state) {
        return new Stop<>(reason, state, () -> from.reply(reply));
    }
}
