package dev.redstart.stage;

import java.util.List;

import dev.redstart.process.ProcessContext;

/**
 * A stage that takes items and emits others. It is given some only as long as those behind it want something, so their pace is the pace of
 * those before it.
 *
 * <p>Threading: as {@link Producer}.
 *
 * @param <S> the state
 * @param <I> the items it takes
 * @param <O> the items it emits
 */
@FunctionalInterface
public interface ProducerConsumer<S, I, O> {
    /** Runs first; gives the first state. Unless overridden that is null, for a stage without a state. */
    @SuppressWarnings("NullAway") // whoever has a state overrides it
    default S init(ProcessContext<?> context) throws Exception {
        return null;
    }

    /**
     * Some items, in order, from one of those it is subscribed to, and what is to be emitted for them: any number.
     *
     * @param items at least one, at most {@link Intake#batch}
     */
    Emit<S, O> process(List<I> items, S state, ProcessContext<?> context) throws Exception;
}
