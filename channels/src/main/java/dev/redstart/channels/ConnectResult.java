package dev.redstart.channels;

import java.util.Objects;

/**
 * What {@link UserSocket#connect} decided (PROTOCOL.md 7).
 *
 * @param <U> who is on the other end, as the application sees it
 */
public sealed interface ConnectResult<U> {
    /** The connection is accepted and belongs to {@code user}. */
    record Ok<U>(U user) implements ConnectResult<U> {
        public Ok {
            Objects.requireNonNull(user, "user");
        }
    }

    /** The connection is refused as {@link UserSocket#refusal} says, with HTTP 403 unless it says otherwise. A browser sees neither. */
    record Refused<U>(Object reason) implements ConnectResult<U> {
        public Refused {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** Accepts. */
    static <U> ConnectResult<U> ok(U user) {
        return new Ok<>(user);
    }

    /** Refuses. */
    static <U> ConnectResult<U> refused(Object reason) {
        return new Refused<>(reason);
    }
}
