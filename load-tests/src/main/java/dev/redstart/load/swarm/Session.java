package dev.redstart.load.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import dev.redstart.load.run.Machine;
import dev.redstart.load.server.ServerProbe;
import dev.redstart.load.swarm.ModeReport.Row;
import org.HdrHistogram.Histogram;

/**
 * One run of a mode: the swarm, the clocks of the server, and what has been found so far.
 * <p>
 * Threading: for the thread that runs the mode.
 */
final class Session implements AutoCloseable {
    static final String HEAP_EACH = "bytes of live heap per connection";
    static final String RSS_EACH = "bytes of RSS per connection";
    /** With fewer connections what the server needs once is more than what they need. */
    private static final int FEWEST_TO_WEIGH = 1_000;

    private final Plan plan;
    private final Squads squads;
    private final Optional<ServerProbe> probe;
    private final Duration settle;
    private final Progress progress;
    private final Instant started = Instant.now();
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Double> figures = new LinkedHashMap<>();
    private final int processes;
    private int wanted;

    /** The clocks of the server at one moment; a server that is not measured has none. */
    private record Reading(long nanos, Optional<Duration> cpu, Optional<Long> writes) {}

    /** Memory of the server with so many connections; the heap of a JVM is what lives on it. */
    private record Footprint(long alive, Optional<Long> heap, long rss) {}

    /** The sum of several stretches of the same kind. */
    static final class Stretches {
        private final Histogram latency = new Histogram(3);
        private long operations;
        private double seconds;
        private Optional<Double> cpuMicros = Optional.of(0.0);
        private Optional<Double> writes = Optional.of(0.0);

        private void add(Reading before, Reading after, Histogram micros, long count) {
            latency.add(micros);
            operations += count;
            seconds += (after.nanos - before.nanos) / 1e9;
            cpuMicros = cpuMicros.flatMap(sum -> before.cpu
                    .map(cpu -> sum + after.cpu.orElseThrow().minus(cpu).toNanos() / 1e3));
            writes = writes.flatMap(sum -> before.writes.map(count0 -> sum + after.writes.orElseThrow() - count0));
        }

        private Row row(String name) {
            double each = Math.max(1, operations);
            return new Row(name, operations, seconds, IdleReport.Latency.of(latency),
                    cpuMicros.map(sum -> sum / each), writes.map(sum -> sum / each));
        }
    }

    /** @param settle quiet time before the server is weighed */
    Session(Plan plan, int processes, Optional<ServerProbe> probe, Duration settle, Progress progress) {
        this.settle = settle;
        this.plan = plan;
        this.processes = processes;
        this.probe = probe;
        this.progress = progress;
        this.squads = Squads.start(plan, processes);
    }

    Squads squads() {
        return squads;
    }

    Plan plan() {
        return plan;
    }

    Progress progress() {
        return progress;
    }

    /** Notes what is no rate. */
    void figure(String name, double value) {
        figures.put(name, value);
    }

    /** A row that is the sum of several stretches. */
    void row(String name, Stretches stretches) {
        rows.add(stretches.row(name));
    }

    /** Opens connections that stay, and weighs them if they are many. */
    void openAndWeigh(int count) throws InterruptedException {
        int baseline = count >= FEWEST_TO_WEIGH ? count / 10 : count;
        row("connect+join, cold", open(baseline, new Stretches()));
        if (baseline < count) {
            var before = footprint();
            row("connect+join", open(count - baseline, new Stretches()));
            weigh(before, footprint());
        }
    }

    /** Opens connections and waits until all have joined or failed. */
    Stretches open(int count, Stretches sum) throws InterruptedException {
        wanted += count;
        squads.take();
        var before = reading();
        progress.during("opening", squads.open(count), () -> "%,d connections".formatted(count));
        var after = reading();
        var joins = squads.take().joinMicros();
        sum.add(before, after, joins, joins.getTotalCount());
        return sum;
    }

    /** Has all connections leave and waits until they have. */
    Stretches leave(Stretches sum) throws InterruptedException {
        long leaving = squads.take().alive();
        wanted = 0;
        var before = reading();
        await("closing", squads.leave());
        sum.add(before, reading(), new Histogram(3), leaving);
        return sum;
    }

    /** Lets the connections do what they do, without counting it. */
    void pass(String name, Duration time) throws InterruptedException {
        progress.pause(name, time, () -> "");
    }

    /** Counts what the connections do for {@code time}. */
    Row measure(String name, Duration time) throws InterruptedException {
        squads.take();
        var before = reading();
        progress.pause(name, time, () -> "");
        var after = reading();
        var done = squads.take().doneMicros();
        var sum = new Stretches();
        sum.add(before, after, done, done.getTotalCount());
        row(name, sum);
        return rows.getLast();
    }

    /** Counts the server's sends for {@code time}, for each of the operations of that time. */
    void trace(String name, Duration time) throws InterruptedException {
        if (probe.isPresent()) {
            squads.take();
            long sends = probe.get().sends(time);
            figure(name, sends / (double) Math.max(1, squads.take().doneMicros().getTotalCount()));
        }
    }

    void await(String name, CompletableFuture<Void> work) throws InterruptedException {
        progress.during(name, work, () -> "");
    }

    /** Notes what the server weighs when it has come to rest. */
    void weigh(String when) throws InterruptedException {
        footprint().ifPresent(footprint -> {
            footprint.heap().ifPresent(heap -> figure("KiB of live heap " + when, heap / 1024.0));
            figure("KiB of RSS " + when, footprint.rss() / 1024.0);
        });
    }

    /** Comes to rest, then weighs the server if it is measured; a JVM collects its garbage for that. */
    private Optional<Footprint> footprint() throws InterruptedException {
        pass("settle", settle);
        if (probe.isEmpty()) {
            return Optional.empty();
        }
        var heap = probe.get().isJvm() ? Optional.of(probe.get().liveHeap().totalBytes()) : Optional.<Long>empty();
        return Optional.of(new Footprint(squads.take().alive(), heap, probe.get().residentBytes()));
    }

    /** What the swarm has found; for the end of the mode, while the connections are still there. */
    ModeReport report(String mode, String title, Map<String, Object> settings) {
        var all = new TreeMap<String, Object>(Map.of("url", plan.url().toString(), "topic", plan.topic(),
                "perTopic", plan.perTopic(), "window", plan.window(), "threads", plan.threads(), "processes", processes,
                "sources", plan.sources()));
        all.putAll(settings);
        var last = squads.take();
        return new ModeReport(mode, title, started, Machine.here(), probe.map(ServerProbe::commandLine), all,
                List.copyOf(rows), new LinkedHashMap<>(figures), last.alive(), wanted, last.errors());
    }

    /** Has all leave, and adds to {@code report} what went wrong with that. */
    ModeReport end(ModeReport report) throws InterruptedException {
        await("closing", squads.leave());
        return report.withErrors(squads.take().errors());
    }

    @Override
    public void close() {
        squads.close();
    }

    private void weigh(Optional<Footprint> before, Optional<Footprint> after) {
        if (before.isEmpty() || after.isEmpty() || after.get().alive() <= before.get().alive()) {
            return;
        }
        double connections = after.get().alive() - before.get().alive();
        before.get().heap().ifPresent(heap -> figure(HEAP_EACH,
                (after.get().heap().orElseThrow() - heap) / connections));
        figure(RSS_EACH, (after.get().rss() - before.get().rss()) / connections);
    }

    private Reading reading() {
        return new Reading(System.nanoTime(), probe.map(ServerProbe::cpuTime), probe.map(ServerProbe::writeCalls));
    }
}
