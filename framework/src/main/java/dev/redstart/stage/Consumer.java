package dev.redstart.stage;

import java.util.List;

import dev.redstart.process.ProcessContext;

/**
 * A stage that takes items and emits none. It says where from when it is started: {@link Stage#from}.
 *
 * <p>Threading: as {@link Producer}.
 *
 * @param <S> the state
 * @param <I> the items
 */
@FunctionalInterface
public interface Consumer<S, I> {
    /** Runs first; gives the first state. Unless overridden that is null, for a consumer without a state. */
    @SuppressWarnings("NullAway") // whoever has a state overrides it
    default S init(ProcessContext<?> context) throws Exception {
        return null;
    }

    /**
     * Some items, in order, from one of those it is subscribed to. When it returns, more are asked for.
     *
     * @param items at least one, at most {@link Intake#batch}
     * @return the state from now on
     */
    S consume(List<I> items, S state, ProcessContext<?> context) throws Exception;
}
