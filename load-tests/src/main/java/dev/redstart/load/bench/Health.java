package dev.redstart.load.bench;

/**
 * What says whether a figure counts.
 *
 * @param lost messages that were never handled
 * @param failed what was thrown where nothing should be
 * @param firstFailure the first of it; empty if there was none
 * @param othersCores cores that others had while we measured
 * @param loadAverage of the last minute, we included
 */
record Health(long lost, long failed, String firstFailure, double othersCores, double loadAverage) {
    static Health of(long lost, Failures failures, Reading.Used used) {
        return new Health(lost, failures.count(), failures.first(), used.othersCores(), Reading.loadAverage());
    }

    boolean good() {
        return lost == 0 && failed == 0;
    }

    /** For people; empty if there was none. */
    String trouble() {
        return good() ? "" : "LOST %,d, FAILED %,d %s".formatted(lost, failed, firstFailure).strip();
    }
}
