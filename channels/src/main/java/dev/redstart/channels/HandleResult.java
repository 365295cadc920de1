package dev.redstart.channels;

import java.util.Objects;

import dev.redstart.process.ExitReason;
import org.jspecify.annotations.Nullable;

/**
 * What a callback of a {@link Channel} wants to happen next (PROTOCOL.md 14).
 *
 * @param <S> the state of the channel
 */
public sealed interface HandleResult<S> {
    /** Goes on; the client hears nothing. */
    record NoReply<S>(S state) implements HandleResult<S> {
        public NoReply {
            Objects.requireNonNull(state, "state");
        }
    }

    /** Answers the event that is being handled, and goes on. Only {@link Channel#handleIn} has an event to answer. */
    record Replied<S>(Reply reply, S state) implements HandleResult<S> {
        public Replied {
            Objects.requireNonNull(reply, "reply");
            Objects.requireNonNull(state, "state");
        }
    }

    /**
     * Ends the channel. If {@code reason} is normal or a shutdown the client gets {@code phx_close} and forgets the channel, otherwise
     * {@code phx_error} and joins again.
     *
     * @param reply answers the event that is being handled before that, unless null
     */
    record Stop<S>(ExitReason reason, @Nullable Reply reply, S state) implements HandleResult<S> {
        public Stop {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(state, "state");
        }
    }

    /** Goes on; the client hears nothing. */
    static <S> HandleResult<S> noReply(S state) {
        return new NoReply<>(state);
    }

    /** Answers the event that is being handled, and goes on. */
    static <S> HandleResult<S> reply(Reply reply, S state) {
        return new Replied<>(reply, state);
    }

    /** Ends the channel. */
    static <S> HandleResult<S> stop(ExitReason reason, S state) {
        return new Stop<>(reason, null, state);
    }

    /** Answers the event that is being handled, and ends the channel. */
    static <S> HandleResult<S> stop(ExitReason reason, Reply reply, S state) {
        return new Stop<>(reason, Objects.requireNonNull(reply, "reply"), state);
    }
}
