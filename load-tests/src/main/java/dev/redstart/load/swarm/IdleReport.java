package dev.redstart.load.swarm;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

import dev.redstart.load.run.Machine;
import dev.redstart.load.server.ClassHistogram;
import org.HdrHistogram.Histogram;

/**
 * What a run of the mode idle has found.
 *
 * @param started      when it began
 * @param server       command line of the server's JVM; empty when it was not measured
 * @param plan         what the connections were told to do
 * @param phases       the baseline, then the rest of the connections
 * @param perConnection memory of the server; empty when it was not measured
 * @param alive        connections that were joined when the closing began
 * @param pushes       pushes and broadcasts received
 * @param heartbeats   heartbeats answered
 * @param errors       by name; none in a good run
 */
record IdleReport(Instant started, Machine machine, Optional<String> server, PlanFigures plan, List<Phase> phases,
        Optional<PerConnection> perConnection, long alive, long pushes, long heartbeats, List<Tally.Failure> errors) {
    /** What of the plan belongs to the figures. */
    record PlanFigures(String url, String topic, int perTopic, int window, int threads, int sources, int processes,
            int connections) {}

    /**
     * One opening of many connections.
     *
     * @param joins        connections that were joined
     * @param seconds      from the first connect to the last join
     * @param latency      from connect to joined
     * @param cpuMicros    user and system time of the server per connection opened; empty when it was not measured
     */
    record Phase(String name, int connections, long joins, double seconds, Latency latency,
            Optional<Double> cpuMicros) {
        double perSecond() {
            return joins / seconds;
        }
    }

    /** Percentiles in milliseconds. */
    record Latency(double p50, double p99, double p999, double max) {
        static Latency of(Histogram micros) {
            return new Latency(micros.getValueAtPercentile(50) / 1000.0, micros.getValueAtPercentile(99) / 1000.0,
                    micros.getValueAtPercentile(99.9) / 1000.0, micros.getMaxValue() / 1000.0);
        }
    }

    /**
     * The server's memory: what the connections after the baseline have added, divided by their number.
     *
     * @param connections alive at the second measurement minus alive at the first
     * @param heapBytes   live bytes, after a full collection each time
     * @param rssBytes    resident bytes: depends on how far the heap has been touched, so read it with care
     * @param classes     the classes that have grown most, in all
     */
    record PerConnection(long connections, double heapBytes, double rssBytes, List<ClassShare> classes) {
        private static final int CLASSES = 25;

        static PerConnection between(Footprint before, Footprint after) {
            double connections = after.alive() - before.alive();
            var classes = after.heap().since(before.heap()).stream().limit(CLASSES)
                    .map(growth -> ClassShare.of(growth, connections)).toList();
            return new PerConnection(after.alive() - before.alive(),
                    (after.heap().totalBytes() - before.heap().totalBytes()) / connections,
                    (after.rss() - before.rss()) / connections, classes);
        }
    }

    /** What one class contributes to one connection, on average. */
    record ClassShare(String className, double bytes, double instances) {
        static ClassShare of(ClassHistogram.Growth growth, double connections) {
            return new ClassShare(growth.className(), growth.by().bytes() / connections,
                    growth.by().instances() / connections);
        }
    }

    /** The server's memory with so many connections alive. */
    record Footprint(long alive, ClassHistogram heap, long rss) {}

    /** Whether every connection was joined, stayed, and left without any error. */
    boolean clean() {
        return errors.isEmpty() && alive == plan.connections();
    }

    /** The report for people. */
    String table() {
        return head() + phaseTable() + perConnection.map(IdleReport::memoryTable).orElse("") + tail();
    }

    private String head() {
        return String.format(Locale.ROOT,
                "%nidle: %,d connections to %s, topic %s with %s each, window %d, %s%n%s%n%s%n",
                plan.connections(),
                plan.url(), plan.topic(), plan.perTopic() == 0 ? "all" : plan.perTopic(), plan.window(),
                plural(plan.threads(), "thread"), machine.line(),
                server.map(line -> "server: " + line).orElse("server not measured: no --pid"));
    }

    private String phaseTable() {
        return String.format(Locale.ROOT, "%n%-10s %10s %9s %11s %9s %9s %9s %9s %14s%n", "connect+", "joined",
                "seconds", "joins/s",
                "p50 ms",
                "p99 ms", "p99.9 ms", "max ms", "server µs each")
                + phases.stream().map(IdleReport::phaseLine).collect(Collectors.joining());
    }

    private static String phaseLine(Phase phase) {
        var latency = phase.latency();
        return String.format(Locale.ROOT, "%-10s %,10d %9.2f %,11.0f %9.1f %9.1f %9.1f %9.1f %14s%n", phase.name(),
                phase.joins(),
                phase.seconds(),
                phase.perSecond(), latency.p50(), latency.p99(), latency.p999(), latency.max(),
                phase.cpuMicros().map(micros -> String.format(Locale.ROOT, "%.0f", micros)).orElse("-"));
    }

    private static String memoryTable(PerConnection memory) {
        return String.format(Locale.ROOT,
                "%nserver memory per connection (over the %,d after the baseline)%n%12.0f bytes of live heap%n%12.0f bytes of RSS%n",
                memory.connections(), memory.heapBytes(), memory.rssBytes())
                + String.format(Locale.ROOT, "%n%12s %12s  %s%n", "bytes/conn", "inst./conn", "class")
                + memory.classes().stream()
                        .map(share -> String.format(Locale.ROOT, "%12.1f %12.2f  %s%n", share.bytes(),
                                share.instances(),
                                share.className()))
                        .collect(Collectors.joining());
    }

    private String tail() {
        return String.format(Locale.ROOT, "%n%,d alive at the end, %,d heartbeats answered, %,d pushes received%n",
                alive, heartbeats,
                pushes)
                + (errors.isEmpty()
                        ? String.format(Locale.ROOT, "errors: none%n")
                        : String.format(Locale.ROOT, "errors:%n"))
                + errors.stream()
                        .map(error -> String.format(Locale.ROOT, "%12d %s, first: %s%n", error.count(), error.name(),
                                error.first()))
                        .collect(Collectors.joining());
    }

    private static String plural(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }
}
