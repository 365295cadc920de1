package dev.redstart.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Shows every counter and gauge of a {@link Telemetry} in a Micrometer registry, present and future ones. */
public final class MicrometerBinder {
    private MicrometerBinder() {}

    /** Registers all meters of {@code telemetry} with {@code registry}; counters are read when the registry is, never pushed. */
    public static void bind(Telemetry telemetry, MeterRegistry registry) {
        telemetry.meters(meter -> register(meter, registry));
    }

    private static void register(Meter meter, MeterRegistry registry) {
        var tags = Tags.of(meter.tags().stream()
                .map(tag -> io.micrometer.core.instrument.Tag.of(tag.key(), tag.value())).toList());
        switch (meter) {
            case Counter counter ->
                FunctionCounter.builder(counter.name(), counter, Counter::value).tags(tags).register(registry);
            case CounterView view ->
                FunctionCounter.builder(view.name(), view, CounterView::value).tags(tags).register(registry);
            case Gauge gauge ->
                io.micrometer.core.instrument.Gauge.builder(gauge.name(), gauge, Gauge::value).tags(tags)
                        .strongReference(true).register(registry);
        }
    }
}
