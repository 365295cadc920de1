package dev.redstart.load.bench;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Heap per process that has done something once and is idle: what lives after a full collection, with and without them. */
record MemoryJob(Contestant contestant, int processes) implements Job<Sample> {
    private static final long BYTES_EACH_AT_MOST = 2_500;
    private static final long BYTES_BESIDE = 512L << 20;
    /** A second collection finds what the first one has only let go. */
    private static final int COLLECTIONS = 2;

    @Override
    public Sample run() throws Exception {
        try (var actors = contestant.open()) {
            actors.idle(1_000); // loads every class
            long before = liveBytes();
            var began = Reading.now();
            var alive = actors.idle(processes);
            try {
                var used = began.until(Reading.now());
                Thread.sleep(500); // the last of them fall asleep
                double bytes = liveBytes() - before;
                return new Sample(Map.of(Column.BYTES, bytes / processes), Health.of(0, actors.failures(), used));
            } finally {
                Reference.reachabilityFence(alive);
            }
        }
    }

    static long liveBytes() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    @Override
    public Class<Sample> resultType() {
        return Sample.class;
    }

    @Override
    public List<String> javaOptions() {
        long megabytes = (processes * BYTES_EACH_AT_MOST + BYTES_BESIDE) >> 20;
        return List.of("-Xms512m", "-Xmx" + megabytes + "m");
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(5);
    }
}
