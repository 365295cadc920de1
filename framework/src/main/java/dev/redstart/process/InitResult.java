package dev.redstart.process;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How {@link GenServer#init} went.
 *
 * @param <S> the state of the process
 */
public sealed interface InitResult<S> {
    /** The process runs, with {@code state}; the rest as in {@link Next.Go}. */
    record Started<S>(S state, @Nullable Duration idleAfter, @Nullable Object continuation) implements InitResult<S> {}

    /** There is nothing to do here: the process ends normally, and its supervisor keeps the spec without a process. */
    record Ignored<S>() implements InitResult<S> {}

    /** The start fails and the process ends with {@code reason}, which links hear. */
    record Stopped<S>(ExitReason reason) implements InitResult<S> {}

    /** The start fails quietly: the starter hears {@code reason}, links hear nothing. */
    record Failed<S>(ExitReason reason) implements InitResult<S> {}

    /** The process runs, with {@code state}. */
    static <S> InitResult<S> started(S state) {
        return new Started<>(state, null, null);
    }

    /** The process runs; {@link GenServer#continueWith} runs before any message. The place for slow work that nobody should wait for. */
    static <S> InitResult<S> continueWith(Object continuation, S state) {
        return new Started<>(state, null, Objects.requireNonNull(continuation, "continuation"));
    }

    /** The process runs; if nothing arrives within {@code silence}, {@link Signal.Idle} does. */
    static <S> InitResult<S> idleAfter(Duration silence, S state) {
        return new Started<>(state, Objects.requireNonNull(silence, "silence"), null);
    }

    /** There is nothing to do here. */
    static <S> InitResult<S> ignore() {
        return new Ignored<>();
    }

    /** The start fails, links hear {@code reason}. */
    static <S> InitResult<S> stop(ExitReason reason) {
        return new Stopped<>(reason);
    }

    /** The start fails quietly. */
    static <S> InitResult<S> fail(ExitReason reason) {
        return new Failed<>(reason);
    }
}
