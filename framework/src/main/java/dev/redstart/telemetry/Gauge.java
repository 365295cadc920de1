package dev.redstart.telemetry;

import java.util.List;
import java.util.function.DoubleSupplier;

/** A number read when somebody asks: connections open now, processes alive now. */
public record Gauge(String name, List<Tag> tags, DoubleSupplier source) implements Meter {
    @Override
    public double value() {
        return source.getAsDouble();
    }
}
