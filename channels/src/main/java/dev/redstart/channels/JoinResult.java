package dev.redstart.channels;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Channel#join} decided (PROTOCOL.md 11).
 *
 * @param <S> the state of the channel
 */
public sealed interface JoinResult<S> {
    /** The client is in; it gets an ok reply with {@code response}. */
    record Joined<S>(S state, @Nullable Object response) implements JoinResult<S> {
        public Joined {
            Objects.requireNonNull(state, "state");
        }
    }

    /** The client stays out; it gets an error reply with {@code response}, and the channel ends. */
    record Refused<S>(@Nullable Object response) implements JoinResult<S> {}

    /** The client is in and gets {@code {}}. */
    static <S> JoinResult<S> joined(S state) {
        return new Joined<>(state, Map.of());
    }

    /** The client is in and gets {@code response}, which becomes any JSON. */
    static <S> JoinResult<S> joined(S state, @Nullable Object response) {
        return new Joined<>(state, response);
    }

    /** The client stays out and gets {@code {"reason": reason}}. */
    static <S> JoinResult<S> refuse(String reason) {
        return new Refused<>(Map.of("reason", reason));
    }

    /** The client stays out and gets {@code response}, which becomes any JSON. */
    static <S> JoinResult<S> refuse(@Nullable Object response) {
        return new Refused<>(response);
    }
}
