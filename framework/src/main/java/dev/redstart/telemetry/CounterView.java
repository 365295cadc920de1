package dev.redstart.telemetry;

import java.util.List;
import java.util.function.LongSupplier;

/** A number that only grows and is counted by somebody else. */
public record CounterView(String name, List<Tag> tags, LongSupplier source) implements Meter {
    @Override
    public double value() {
        return source.getAsLong();
    }
}
