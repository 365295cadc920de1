package dev.redstart.load.bench;

import java.util.Arrays;
import java.util.function.DoubleFunction;

/** What several runs of the same thing have given. */
record Spread(double median, double low, double high, int count) {
    static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a spread must have at least 1 value, had 0");
        }
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }

    /** For people: the median, and the range if there is one. */
    String show(DoubleFunction<String> format) {
        return count == 1
                ? format.apply(median)
                : format.apply(median) + " (" + format.apply(low) + "–" + format.apply(high) + ")";
    }
}
