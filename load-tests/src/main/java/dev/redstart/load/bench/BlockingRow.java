package dev.redstart.load.bench;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** One fork of the command {@code blocking}. */
record BlockingRow(Contestant contestant, Offered offered, BlockingJob.Result result) {
    private static final String FORMAT = "%-14s %11s %11s %8s %18s %8s %7s %24s %8s";
    static final String HEADER = String.format(Locale.ROOT, FORMAT, "", "sent/s", "handled/s", "kept up", "backlog",
            "asleep", "cores", "bystanders p50/99/max ms", "others");

    /** For people. */
    String line() {
        return String.format(Locale.ROOT, FORMAT, contestant.label,
                String.format(Locale.ROOT, "%,.0f", result.sentPerSecond()),
                String.format(Locale.ROOT, "%,.0f", result.handledPerSecond()), result.keptUp() ? "yes" : "NO",
                String.format(Locale.ROOT, "%,d → %,d", result.backlogBefore(), result.backlogAfter()),
                String.format(Locale.ROOT, "%,.0f", result.asleep()),
                String.format(Locale.ROOT, "%.2f", result.cores()), result.bystanders().millis(),
                String.format(Locale.ROOT, "%.2f", result.health().othersCores()))
                + (result.health().good() ? "" : "  " + result.health().trouble());
    }

    /** By how much Redstart takes more CPU than fresh threads, medians of each; empty unless both are there. */
    static OptionalDouble ratio(List<BlockingRow> rows) {
        var redstart = cores(rows, Contestant.REDSTART);
        var fresh = cores(rows, Contestant.FRESH_THREADS);
        return redstart.length == 0 || fresh.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Spread.of(redstart).median() / Spread.of(fresh).median());
    }

    private static double[] cores(List<BlockingRow> rows, Contestant contestant) {
        return rows.stream().filter(row -> row.contestant == contestant).mapToDouble(row -> row.result.cores())
                .toArray();
    }
}
