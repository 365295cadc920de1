package dev.redstart.telemetry;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** A number that only grows. Any thread may add; adding neither locks nor allocates. */
public final class Counter implements Meter {
    private final String name;
    private final List<Tag> tags;
    private final LongAdder value = new LongAdder();

    Counter(String name, List<Tag> tags) {
        this.name = name;
        this.tags = tags;
    }

    /** Adds one. */
    public void increment() {
        value.increment();
    }

    /** Adds {@code amount}, which must not be negative. */
    public void add(long amount) {
        value.add(amount);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Tag> tags() {
        return tags;
    }

    /** The sum so far; additions under way may or may not be in it. */
    @Override
    public double value() {
        return value.sum();
    }

    /** The sum so far as a whole number. */
    public long count() {
        return value.sum();
    }
}
