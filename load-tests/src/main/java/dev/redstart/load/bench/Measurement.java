package dev.redstart.load.bench;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import static dev.redstart.load.bench.Column.BYTES;
import static dev.redstart.load.bench.Column.CPU_NANOS;
import static dev.redstart.load.bench.Column.IN_TIME;
import static dev.redstart.load.bench.Column.P50;
import static dev.redstart.load.bench.Column.P99;
import static dev.redstart.load.bench.Column.P999;
import static dev.redstart.load.bench.Column.PER_SECOND;

/**
 * One row for each contestant.
 *
 * @param name for options
 * @param label for people
 * @param repeated whether as often as was asked for; else once, because it comes out the same every time
 */
record Measurement(String name, String label, List<Column> columns, boolean repeated,
        Function<Contestant, Job<Sample>> job) {
    private static final List<Column> RATE = List.of(PER_SECOND, CPU_NANOS);
    private static final List<Column> LATENCY = List.of(P50, P99, P999, IN_TIME);
    private static final int IO_BATCH = 64;

    /**
     * All there are, in the order of the table.
     *
     * @param idle so many processes for each measurement of memory
     */
    static List<Measurement> all(Timing timing, List<Integer> idle) {
        return Stream.of(rates(timing), latencies(timing), hops(timing), memory(idle)).flatMap(rows -> rows).toList();
    }

    private static Stream<Measurement> rates(Timing timing) {
        return Stream.of(
                rate("spawn-1", "spawn, message, end: 1 process spawns", Workload.SPAWN_1, timing),
                rate("spawn-2", "spawn, message, end: 2 processes spawn", Workload.SPAWN_2, timing),
                rate("ping-pong", "ping-pong, round trips", Workload.PING_PONG, timing),
                rate("ring-1", "ring of 1000, 1 token, hops", Workload.RING_1, timing),
                rate("ring-100", "ring of 1000, 100 tokens, hops", Workload.RING_100, timing),
                rate("one-way-1", "one-way, 1 producer, messages", Workload.ONE_WAY_1, timing),
                rate("one-way-2", "one-way, 2 producers, messages", Workload.ONE_WAY_2, timing),
                rate("call-process", "call from a process (Pekko: ask)", Workload.CALL_PROCESS, timing),
                rate("call-thread", "call from a platform thread", Workload.CALL_THREAD, timing));
    }

    private static Measurement rate(String name, String label, Workload workload, Timing timing) {
        return new Measurement(name, label, RATE, true, contestant -> new RateJob(contestant, workload, timing));
    }

    private static Stream<Measurement> hops(Timing timing) {
        return Stream.of(
                hop("hop-lone", "hop from an IO thread, 1 per ms", 1, true, timing),
                hop("hop-64", "hop from an IO thread, 64 per ms", IO_BATCH, true, timing),
                hop("hop-busy", "hop from an IO thread, 64s back to back", IO_BATCH, false, timing));
    }

    private static Measurement hop(String name, String label, int batch, boolean paced, Timing timing) {
        return new Measurement(name, label, RATE, true, contestant -> new HopJob(contestant, batch, paced, timing));
    }

    private static Stream<Measurement> latencies(Timing timing) {
        return Stream.of(
                latency("latency-process", "send to handled, from a process, idle", true, false, timing),
                latency("latency-thread", "send to handled, from a thread, idle", false, false, timing),
                latency("latency-process-loaded", "send to handled, from a process, loaded", true, true, timing),
                latency("latency-thread-loaded", "send to handled, from a thread, loaded", false, true, timing));
    }

    private static Measurement latency(String name, String label, boolean fromProcess, boolean loaded, Timing timing) {
        return new Measurement(name, label, LATENCY, true,
                contestant -> new LatencyJob(contestant, fromProcess, loaded, timing));
    }

    private static Stream<Measurement> memory(List<Integer> idle) {
        return idle.stream().map(count -> new Measurement("idle-" + count, "idle process, of %,d".formatted(count),
                List.of(BYTES), false, contestant -> new MemoryJob(contestant, count)));
    }
}
