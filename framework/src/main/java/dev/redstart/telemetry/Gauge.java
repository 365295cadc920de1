package dev.redstart.telemetry;

import java.util.List;
import java.util.function.DoubleSupplier;

/** A number read when somebody asks: connections open now, processes alive now. */
public final class Gauge implements Meter {
    private final String name;
    private final List<Tag> tags;
    private final DoubleSupplier source;

    Gauge(String name, List<Tag> tags, DoubleSupplier source) {
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
        return source.getAsDouble();
    }
}
