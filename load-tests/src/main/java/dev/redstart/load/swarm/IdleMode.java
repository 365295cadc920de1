package dev.redstart.load.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.redstart.load.run.Machine;
import dev.redstart.load.server.ServerProbe;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections that join and then only send heartbeats: what does one cost to open, and what to keep?
 * <p>
 * A first part, the baseline, warms both sides up and pays for everything that is there once, so that what is measured
 * is the difference the rest makes.
 * <p>
 * Threading: runs on its caller's thread, once.
 */
final class IdleMode {
    private final Plan plan;
    private final Size size;
    private final Optional<ServerProbe> probe;
    private final Progress progress;
    private final int processes;
    /** Of the joins since the present phase began; who asks the swarm how far it is, takes them away. */
    private Histogram joinMicros = new Histogram(3);

    /**
     * How much and how long.
     *
     * @param connections in all
     * @param baseline    how many of them are opened first, to compare with
     * @param settle      quiet time before memory is measured
     * @param hold        how long all connections are kept before that
     */
    record Size(int connections, int baseline, Duration settle, Duration hold) {
        Size {
            if (connections < 2) {
                throw new IllegalArgumentException("conns must be >= 2, was " + connections);
            }
            if (baseline < 1 || baseline >= connections) {
                throw new IllegalArgumentException(
                        "baseline must be >= 1 and < conns=" + connections + ", was " + baseline);
            }
        }
    }

    IdleMode(Plan plan, int processes, Size size, Optional<ServerProbe> probe, Progress progress) {
        this.plan = plan;
        this.size = size;
        this.probe = probe;
        this.processes = processes;
        this.progress = progress;
    }

    IdleReport run() throws InterruptedException {
        var started = Instant.now();
        var phases = new ArrayList<IdleReport.Phase>();
        IdleReport.@Nullable PerConnection memory;
        long alive;
        var squads = Squads.start(plan, processes);
        try (squads) {
            phases.add(open(squads, "baseline", size.baseline()));
            var before = footprint(squads);
            phases.add(open(squads, "rest", size.connections() - size.baseline()));
            progress.pause("hold", size.hold(), () -> seen(squads));
            var after = footprint(squads);
            memory = before == null || after == null || after.alive() <= before.alive()
                    ? null
                    : IdleReport.PerConnection.between(before, after);
            alive = take(squads).alive();
            progress.say("closing");
            squads.leave().join();
            return report(started, phases, Optional.ofNullable(memory), alive, take(squads));
        }
    }

    private IdleReport.Phase open(Squads squads, String name, int count) throws InterruptedException {
        long joinedBefore = take(squads).joined();
        joinMicros = new Histogram(3);
        var cpuBefore = probe.map(ServerProbe::cpuTime);
        long start = System.nanoTime();
        progress.during(name, squads.open(count), () -> opening(squads));
        double seconds = (System.nanoTime() - start) / 1e9;
        var cpu = cpuBefore.map(before -> probe.orElseThrow().cpuTime().minus(before));
        return new IdleReport.Phase(name, count, take(squads).joined() - joinedBefore, seconds,
                IdleReport.Latency.of(joinMicros), cpu.map(time -> time.toNanos() / 1000.0 / count));
    }

    private Sample take(Squads squads) {
        var sample = squads.take();
        joinMicros.add(sample.joinMicros());
        return sample;
    }

    private IdleReport.@Nullable Footprint footprint(Squads squads) throws InterruptedException {
        if (probe.isEmpty()) {
            return null;
        }
        progress.pause("settle", size.settle(), () -> seen(squads));
        long alive = take(squads).alive();
        progress.say("measuring the server with " + alive + " connections (it collects its garbage)");
        var heap = probe.get().liveHeap();
        return new IdleReport.Footprint(alive, heap, probe.get().residentBytes());
    }

    private String opening(Squads squads) {
        var now = take(squads);
        return "%,d of %,d joined, %,d errors, %,d pushes received".formatted(now.joined(), size.connections(),
                now.errorCount(), now.pushes());
    }

    private String seen(Squads squads) {
        var now = take(squads);
        return ", %,d alive, %,d heartbeats answered, %,d errors".formatted(now.alive(), now.heartbeats(),
                now.errorCount());
    }

    private IdleReport report(Instant started, List<IdleReport.Phase> phases, Optional<IdleReport.PerConnection> memory,
            long alive, Sample end) {
        var figures = new IdleReport.PlanFigures(plan.url().toString(), plan.topic(), plan.perTopic(), plan.window(),
                plan.threads(),
                plan.sources(), processes, size.connections());
        return new IdleReport(started, Machine.here(), probe.map(ServerProbe::commandLine), figures, phases, memory,
                alive, end.pushes(), end.heartbeats(), end.errors());
    }
}
