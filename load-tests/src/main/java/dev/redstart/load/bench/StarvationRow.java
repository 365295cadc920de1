package dev.redstart.load.bench;

import java.util.Locale;
import java.util.stream.Collectors;

/** One fork of the command {@code starvation}. */
record StarvationRow(Contestant contestant, Hogs hogs, StarvationJob.Result result) {
    private static final int CULPRITS_SHOWN = 10;
    private static final String FORMAT = "%-14s %-7s %7s %8s %26s %s%n";
    static final String HEADER = String.format(Locale.ROOT, FORMAT, "", "", "probes", "in time", "p50 / p99 / max ms",
            "").stripTrailing();

    /** For people: a line for each phase, then what was seen of the scheduler. */
    String lines() {
        return line("before", result.before(), contestant.label) + line("during", result.during(), "")
                + line("after", result.after(), "") + scheduler() + named();
    }

    private static String line(String phase, StarvationJob.Stretch stretch, String label) {
        return String.format(Locale.ROOT, FORMAT, label, phase, String.format(Locale.ROOT, "%,d", stretch.sent()),
                String.format(Locale.ROOT, "%,d", stretch.inTime()), stretch.latencies().millis(),
                stretch.neverAnswered() ? "never answered while it lasted" : "").stripTrailing() + "\n";
    }

    private String scheduler() {
        var parallelism = result.parallelism();
        var back = parallelism.backMillis() < 0 ? "not back" : "back after " + parallelism.backMillis() + " ms";
        return String.format(Locale.ROOT,
                "  parallelism %d before, %d at most, %d after (%s); others had %.2f cores; %s%n",
                parallelism.before(), parallelism.most(), parallelism.after(),
                parallelism.most() == parallelism.before() ? "never changed" : back, result.health().othersCores(),
                result.health().good() ? "none lost" : result.health().trouble());
    }

    private String named() {
        var named = result.named();
        return named.isEmpty()
                ? "  nobody was named\n"
                : named.stream().limit(CULPRITS_SHOWN)
                        .map(one -> "  after " + one.millis() + " ms " + one.event() + ": " + one.text().lines()
                                .findFirst().orElse("") + "\n")
                        .collect(Collectors.joining("", "", named.size() > CULPRITS_SHOWN
                                ? "  and " + (named.size() - CULPRITS_SHOWN) + " more\n"
                                : ""));
    }
}
