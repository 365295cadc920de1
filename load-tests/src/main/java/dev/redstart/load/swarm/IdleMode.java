package dev.redstart.load.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.redstart.load.run.Machine;
import dev.redstart.load.server.ServerProbe;
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
    private final Tally tally;

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
            if (connections < 2 || connections > Fleet.capacity()) {
                throw new IllegalArgumentException("conns must be >= 2 and <= " + Fleet.capacity()
                        + " (the limit of open files, ulimit -n, less what the client needs itself), was "
                        + connections);
            }
            if (baseline < 1 || baseline >= connections) {
                throw new IllegalArgumentException(
                        "baseline must be >= 1 and < conns=" + connections + ", was " + baseline);
            }
        }
    }

    IdleMode(Plan plan, Size size, Optional<ServerProbe> probe, Tally tally, Progress progress) {
        this.plan = plan;
        this.size = size;
        this.probe = probe;
        this.tally = tally;
        this.progress = progress;
    }

    IdleReport run() throws InterruptedException {
        var started = Instant.now();
        var phases = new ArrayList<IdleReport.Phase>();
        IdleReport.@Nullable PerConnection memory;
        long alive;
        try (var fleet = new Fleet(plan, tally)) {
            phases.add(open(fleet, "baseline", size.baseline()));
            var before = footprint();
            phases.add(open(fleet, "rest", size.connections() - size.baseline()));
            progress.pause("hold", size.hold(), this::seen);
            var after = footprint();
            memory = before == null || after == null || after.alive() <= before.alive()
                    ? null
                    : IdleReport.PerConnection.between(before, after);
            alive = tally.alive();
            progress.say("closing");
        }
        return report(started, phases, Optional.ofNullable(memory), alive);
    }

    private IdleReport.Phase open(Fleet fleet, String name, int count) throws InterruptedException {
        long joinedBefore = tally.joined();
        var cpuBefore = probe.map(ServerProbe::cpuTime);
        long start = System.nanoTime();
        progress.during(name, fleet.open(count), () -> "%,d of %,d joined, %,d errors, %,d pushes received"
                .formatted(tally.joined(), size.connections(), tally.errorCount(), tally.pushes()));
        double seconds = (System.nanoTime() - start) / 1e9;
        var cpu = cpuBefore.map(before -> probe.orElseThrow().cpuTime().minus(before));
        return new IdleReport.Phase(name, count, tally.joined() - joinedBefore, seconds,
                IdleReport.Latency.of(tally.takeJoinMicros()), cpu.map(time -> time.toNanos() / 1000.0 / count));
    }

    private IdleReport.@Nullable Footprint footprint() throws InterruptedException {
        if (probe.isEmpty()) {
            return null;
        }
        progress.pause("settle", size.settle(), this::seen);
        progress.say("measuring the server with " + tally.alive() + " connections (it collects its garbage)");
        var heap = probe.get().liveHeap();
        return new IdleReport.Footprint(tally.alive(), heap, probe.get().residentBytes());
    }

    private String seen() {
        return ", %,d alive, %,d heartbeats answered, %,d errors".formatted(tally.alive(), tally.heartbeats(),
                tally.errorCount());
    }

    private IdleReport report(Instant started, List<IdleReport.Phase> phases, Optional<IdleReport.PerConnection> memory,
            long alive) {
        var figures = new IdleReport.PlanFigures(plan.url().toString(), plan.topic(), plan.perTopic(), plan.window(),
                plan.threads(),
                plan.sources(), size.connections());
        return new IdleReport(started, Machine.here(), probe.map(ServerProbe::commandLine), figures, phases, memory,
                alive,
                tally.pushes(), tally.heartbeats(), tally.errors());
    }
}
