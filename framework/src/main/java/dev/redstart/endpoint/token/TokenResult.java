package dev.redstart.endpoint.token;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What became of a token.
 *
 * @param <T> what was in it
 */
public sealed interface TokenResult<T> {
    /** It was made here and is young enough. */
    record Valid<T>(T data) implements TokenResult<T> {
        public Valid {
            Objects.requireNonNull(data, "data");
        }

        /** Without what was in it: that may be a secret. */
        @Override
        public String toString() {
            return "Valid[…]";
        }
    }

    /** It is not believed. */
    record Refused<T>(Refusal why) implements TokenResult<T> {
        public Refused {
            Objects.requireNonNull(why, "why");
        }
    }

    /** The same with another value in a valid one. */
    default <R> TokenResult<R> map(Function<? super T, ? extends R> change) {
        return switch (this) {
            case Valid<T>(var data) -> new Valid<>(change.apply(data));
            case Refused<T>(var why) -> new Refused<>(why);
        };
    }

    /** What was in a valid token, or {@code other}. */
    default T orElse(T other) {
        return toOptional().orElse(other);
    }

    /** What was in a valid token; empty if it was refused. */
    default Optional<T> toOptional() {
        return switch (this) {
            case Valid<T>(var data) -> Optional.of(data);
            case Refused<T> _ -> Optional.empty();
        };
    }
}
