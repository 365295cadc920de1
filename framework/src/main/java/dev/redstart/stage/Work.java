package dev.redstart.stage;

import java.util.List;

import dev.redstart.process.ProcessContext;

/**
 * What the three sorts of stages have in common, so that one server runs them all.
 *
 * @param <S> the state
 * @param <I> the items it takes
 * @param <O> the items it emits
 */
interface Work<S, I, O> {
    S init(ProcessContext<?> context) throws Exception;

    /** Asks for what is wanted now, at least one. */
    Emit<S, O> demand(int wanted, S state, ProcessContext<?> context) throws Exception;

    /** What comes of some items. */
    Emit<S, O> items(List<I> items, S state, ProcessContext<?> context) throws Exception;

    /** Whether it is given items only while something is wanted of it. */
    boolean isPaced();

    static <S, O> Work<S, Object, O> ofProducer(Producer<S, O> producer) {
        return new Work<>() {
            @Override
            public S init(ProcessContext<?> context) throws Exception {
                return producer.init(context);
            }

            @Override
            public Emit<S, O> demand(int wanted, S state, ProcessContext<?> context) throws Exception {
                return producer.demand(wanted, state, context);
            }

            @Override
            public Emit<S, O> items(List<Object> items, S state, ProcessContext<?> context) {
                return Emit.none(state);
            }

            @Override
            public boolean isPaced() {
                return true;
            }
        };
    }

    static <S, I> Work<S, I, Void> ofConsumer(Consumer<S, I> consumer) {
        return new Work<>() {
            @Override
            public S init(ProcessContext<?> context) throws Exception {
                return consumer.init(context);
            }

            @Override
            public Emit<S, Void> demand(int wanted, S state, ProcessContext<?> context) {
                return Emit.none(state);
            }

            @Override
            public Emit<S, Void> items(List<I> items, S state, ProcessContext<?> context) throws Exception {
                return Emit.none(consumer.consume(items, state, context));
            }

            @Override
            public boolean isPaced() {
                return false;
            }
        };
    }

    static <S, I, O> Work<S, I, O> ofBoth(ProducerConsumer<S, I, O> both) {
        return new Work<>() {
            @Override
            public S init(ProcessContext<?> context) throws Exception {
                return both.init(context);
            }

            @Override
            public Emit<S, O> demand(int wanted, S state, ProcessContext<?> context) {
                return Emit.none(state);
            }

            @Override
            public Emit<S, O> items(List<I> items, S state, ProcessContext<?> context) throws Exception {
                return both.process(items, state, context);
            }

            @Override
            public boolean isPaced() {
                return true;
            }
        };
    }
}
