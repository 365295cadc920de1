package dev.redstart.telemetry;

import java.util.List;
import java.util.function.LongSupplier;

/** A number that only grows and is counted by somebody else. */
public final class CounterView implements Meter {
    private final String name;
    private final List<Tag> tags;
    private final LongSupplier source;

    CounterView(String name, List<Tag> tags, LongSupplier source) {
        this.name = name;
        this.tags = tags;
        this.source = source;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<Tag> tags() {
        return tags;
    }

    @Override
    public double value() {
        return source.getAsLong();
    }
}
