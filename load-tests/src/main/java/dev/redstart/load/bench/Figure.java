package dev.redstart.load.bench;

import java.util.Arrays;

/**
 * One thing measured many times.
 *
 * @param what what was measured, with its row in OTP.md 5
 * @param bound what it should not take longer than, for people
 * @param p50 nanoseconds
 * @param p99 nanoseconds
 * @param max nanoseconds
 */
record Figure(String what, String bound, long p50, long p99, long max) {
    static Figure of(String what, String bound, long[] nanos) {
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Figure(what, bound, sorted[sorted.length / 2], sorted[sorted.length * 99 / 100],
                sorted[sorted.length - 1]);
    }

    String line() {
        return "%-64s %12s %12s %12s  %s".formatted(what, time(p50), time(p99), time(max), bound);
    }

    private static String time(long nanos) {
        return nanos < 10_000_000 ? "%.1f µs".formatted(nanos / 1e3) : "%.1f ms".formatted(nanos / 1e6);
    }
}
