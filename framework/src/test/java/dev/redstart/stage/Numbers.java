package dev.redstart.stage;

import java.util.stream.LongStream;

import dev.redstart.process.ProcessContext;

/** Emits the numbers from 0 on, exactly as many as are wanted; its state is the next one. Ends before {@code end}. */
record Numbers(long end) implements Producer<Long, Long> {
    static Numbers endless() {
        return new Numbers(Long.MAX_VALUE);
    }

    @Override
    public Long init(ProcessContext<?> context) {
        return 0L;
    }

    @Override
    public Emit<Long, Long> demand(int wanted, Long next, ProcessContext<?> context) {
        var after = next + Math.min(wanted, end - next);
        var items = LongStream.range(next, after).boxed().toList();
        return after == end ? Emit.last(items, after) : Emit.items(items, after);
    }
}
