package dev.redstart.load.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * How long it takes from send to handler, once every half millisecond.
 *
 * @param fromProcess whether a process sends it (which a thread has told to); else a platform thread
 * @param loaded whether the cores are busy: four pairs for each core play ping-pong all the time
 */
record LatencyJob(Contestant contestant, boolean fromProcess, boolean loaded, Timing timing) implements Job<Sample> {
    private static final double PROBES_PER_SECOND = 2_000;
    private static final int PAIRS_PER_CORE = 4;

    @Override
    public Sample run() throws Exception {
        try (var actors = contestant.open()) {
            return measure(actors);
        }
    }

    private <A> Sample measure(Actors<A> actors) throws InterruptedException {
        var phase = new AtomicReference<>(new Phase());
        var probe = prober(actors, phase);
        var pairs = pairs(actors); // last, because from now on others may have to wait for long
        pairs.forEach(Load::start);
        Reading.Used used;
        try (var _ = new Pacer("prober", PROBES_PER_SECOND, probe, actors.failures())) {
            Thread.sleep(timing.warmUpMillis());
            var began = Reading.now();
            phase.set(new Phase());
            Thread.sleep(timing.measureMillis());
            used = began.until(Reading.now());
        }
        long lost = 0;
        for (var pair : pairs) { // probes that starve are handled when these are gone, and have taken as long as that
            lost += pair.stop();
        }
        lost += phase.get().awaitAll();
        var found = phase.get().latencies();
        return new Sample(Map.of(Column.P50, found.p50(), Column.P99, found.p99(), Column.P999, found.p999()),
                Health.of(lost, actors.failures(), used));
    }

    private <A> List<? extends Load> pairs(Actors<A> actors) {
        int pairs = loaded ? PAIRS_PER_CORE * Runtime.getRuntime().availableProcessors() : 0;
        return IntStream.range(0, pairs).mapToObj(_ -> new Ring<>(actors, 2, 1, 2)).toList();
    }

    private <A> Runnable prober(Actors<A> actors, AtomicReference<Phase> phase) {
        var target = actors.spawn(Phase::handle);
        if (!fromProcess) {
            return () -> actors.tell(target, phase.get().probe());
        }
        var relay = actors.spawn(message -> {
            actors.tell(target, ((Phase) message).stamp());
            return true;
        });
        return () -> {
            var current = phase.get();
            current.count();
            actors.tell(relay, current);
        };
    }

    @Override
    public Class<Sample> resultType() {
        return Sample.class;
    }

    @Override
    public Duration limit() {
        return timing.limit();
    }
}
