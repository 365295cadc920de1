package dev.redstart.process;

import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What an {@link Agent} understands; sent through {@link Agent}'s methods, and named only to give an agent a {@link Name}.
 *
 * @param <T> the agent's state
 */
@TrustedImmutable // functions are shared on purpose
public sealed interface AgentRequest<T> {
    /** Replies what {@code look} gives. */
    record Get<T, R>(Function<? super T, ? extends R> look, ReplyTo<R> from) implements AgentRequest<T> {
        void reply(T state) {
            from.reply(look.apply(state));
        }
    }

    /** Changes the state, then replies. */
    record Update<T>(UnaryOperator<T> change, ReplyTo<Boolean> from) implements AgentRequest<T> {}

    /** Changes the state and replies what belongs to the change. */
    record GetAndUpdate<T, R>(Function<? super T, Agent.Change<R, T>> change,
            ReplyTo<R> from) implements AgentRequest<T> {
        T apply(T state) {
            var changed = change.apply(state);
            from.reply(changed.result());
            return changed.state();
        }
    }

    /** Changes the state. */
    record Cast<T>(UnaryOperator<T> change) implements AgentRequest<T> {}
}
