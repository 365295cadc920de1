package dev.redstart.stage;

import dev.redstart.process.ProcessContext;

/**
 * A stage that emits items when they are wanted.
 *
 * {@snippet :
 * final class Numbers implements Producer<Long, Long> {
 *     public Long init(ProcessContext<?> context) {
 *         return 0L;
 *     }
 *
 *     public Emit<Long, Long> demand(int wanted, Long next, ProcessContext<?> context) {
 *         return Emit.items(LongStream.range(next, next + wanted).boxed().toList(), next + wanted);
 *     }
 * }
 * }
 *
 * <p>Threading: as the callbacks of a {@link dev.redstart.process.GenServer}: they never overlap, may block, and what one of them throws
 * ends the stage.
 *
 * @param <S> the state
 * @param <O> the items: immutable values
 */
public interface Producer<S, O> {
    /** Runs first; gives the first state. Whoever starts the stage waits for it. */
    S init(ProcessContext<?> context) throws Exception;

    /**
     * Asks for items. Unless overridden nothing is emitted but what others {@link StagePublisher#push}.
     *
     * @param wanted how many are wanted now, all in all, so there is no need to remember earlier calls; at least 1, at most
     *        {@link Stage#MAX_AT_ONCE}, even if more are wanted
     */
    default Emit<S, O> demand(int wanted, S state, ProcessContext<?> context) throws Exception {
        return Emit.none(state);
    }
}
