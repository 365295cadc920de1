package dev.redstart.load.bench;

import java.util.Locale;

import org.HdrHistogram.Histogram;

/**
 * Percentiles in microseconds, from send to handler.
 *
 * @param count how many there were; with none the others are 0
 */
record Latencies(long count, double p50, double p99, double p999, double max) {
    static Latencies of(Histogram nanos) {
        return new Latencies(nanos.getTotalCount(), nanos.getValueAtPercentile(50) / 1e3,
                nanos.getValueAtPercentile(99) / 1e3, nanos.getValueAtPercentile(99.9) / 1e3,
                nanos.getMaxValue() / 1e3);
    }

    /** In milliseconds, for people: p50 / p99 / max. */
    String millis() {
        return count == 0
                ? "none"
                : String.format(Locale.ROOT, "%.3f / %.1f / %.1f", p50 / 1e3, p99 / 1e3, max / 1e3);
    }
}
