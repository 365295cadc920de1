package dev.redstart.load.bench;

import java.util.Locale;

/** What is known of a measurement. */
enum Column {
    PER_SECOND("per second") {
        @Override
        String show(double value) {
            return value >= 1e6
                    ? format("%.2f M", value / 1e6)
                    : format(value >= 1e4 ? "%.1f k" : "%.2f k", value / 1e3);
        }
    },
    /** Of the whole JVM. */
    CPU_NANOS("CPU each") {
        @Override
        String show(double value) {
            return value < 10_000 ? format("%.0f ns", value) : format("%.1f µs", value / 1e3);
        }
    },
    P50("p50 µs"), P99("p99 µs"), P999("p99.9 µs"),
    /** Of the probes of a time, handled within that time: next to nothing says that they starved. */
    IN_TIME("in time") {
        @Override
        String show(double value) {
            return format("%.1f %%", 100 * value);
        }
    },
    BYTES("bytes each");

    /** For people. */
    final String label;

    Column(String label) {
        this.label = label;
    }

    String show(double value) {
        return format("%,.1f", value);
    }

    private static String format(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
