package dev.redstart.load.swarm;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.redstart.load.run.Machine;
import dev.redstart.load.swarm.IdleReport.Latency;

/**
 * What a run of one of the modes {@code rtt}, {@code fan-out}, {@code connect} or {@code churn} has found.
 *
 * @param title    what was done, for people
 * @param server   command line of the server; empty when it was not measured
 * @param settings what the connections were told to do
 * @param rows     what was measured, in the order of time
 * @param figures  what is no rate: by name, the unit in the name
 * @param alive    connections that were joined at the end, and {@code wanted} the number that should have been
 * @param errors   by name; none in a good run
 */
record ModeReport(String mode, String title, Instant started, Machine machine, Optional<String> server,
        Map<String, Object> settings, List<Row> rows, Map<String, Double> figures, long alive, long wanted,
        List<Tally.Failure> errors) {
    /**
     * Many operations of one kind.
     *
     * @param seconds   how long they took together
     * @param cpuMicros user and system time of the server for each; empty when it was not measured
     * @param writes    of the server for each, see {@link dev.redstart.load.server.ServerProbe#writeCalls}
     */
    record Row(String name, long operations, double seconds, Latency latency, Optional<Double> cpuMicros,
            Optional<Double> writes) {
        double perSecond() {
            return operations / seconds;
        }
    }

    /** Longer than all else together, and the same for each run of a server. */
    private static final Pattern CLASS_PATH = Pattern.compile("(-cp|-classpath|--class-path) \\S+");

    /** The same with all errors to the very end. */
    ModeReport withErrors(List<Tally.Failure> all) {
        return new ModeReport(mode, title, started, machine, server, settings, rows, figures, alive, wanted, all);
    }

    /** Whether nothing at all went wrong. */
    boolean clean() {
        return errors.isEmpty() && alive == wanted;
    }

    /** The row of that name. */
    Row row(String name) {
        return rows.stream().filter(row -> row.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a row must be one of " + rows + ", was " + name));
    }

    /** The report for people. */
    String table() {
        return String.format(Locale.ROOT, "%n%s: %s%n%s%n%s%n", mode, title, machine.line(),
                server.map(line -> "server: " + CLASS_PATH.matcher(line).replaceAll("$1 …"))
                        .orElse("server not measured: no --pid"))
                + String.format(Locale.ROOT, "%n%-26s %12s %9s %12s %10s %10s %10s %10s %15s %12s%n", "operation",
                        "number", "seconds",
                        "per second", "p50 ms", "p99 ms", "p99.9 ms", "max ms", "server µs each", "writes each")
                + rows.stream().map(ModeReport::line).collect(Collectors.joining())
                + (figures.isEmpty() ? "" : String.format(Locale.ROOT, "%n"))
                + figures.entrySet().stream()
                        .map(figure -> String.format(Locale.ROOT, "%,16.2f  %s%n", figure.getValue(), figure.getKey()))
                        .collect(Collectors.joining())
                + String.format(Locale.ROOT, "%n%,d of %,d alive at the end%n", alive, wanted) + errorLines();
    }

    private static String line(Row row) {
        var latency = row.latency();
        return String.format(Locale.ROOT, "%-26s %,12d %9.2f %,12.0f %10.3f %10.3f %10.3f %10.3f %15s %12s%n",
                row.name(), row.operations(),
                row.seconds(), row.perSecond(), latency.p50(), latency.p99(), latency.p999(), latency.max(),
                row.cpuMicros().map(micros -> String.format(Locale.ROOT, "%.2f", micros)).orElse("-"),
                row.writes().map(writes -> String.format(Locale.ROOT, "%.3f", writes)).orElse("-"));
    }

    private String errorLines() {
        return errors.isEmpty()
                ? String.format(Locale.ROOT, "errors: none%n")
                : String.format(Locale.ROOT, "errors:%n") + errors.stream()
                        .map(error -> String.format(Locale.ROOT, "%12d %s, first: %s%n", error.count(), error.name(),
                                error.first()))
                        .collect(Collectors.joining());
    }
}
