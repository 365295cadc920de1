package dev.redstart.load.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * How long it takes from send to handler, once every half millisecond.
 *
 * @param fromProcess whether a process sends it; else a platform thread. When nothing else is going on a thread tells that process
 *        when to; under load it tells itself, because what threads send may starve
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
        var target = actors.spawn(Phase::handle);
        Runnable send = () -> actors.tell(target, phase.get().probe());
        var loads = Stream.concat(Stream.of(prober(actors, send)), pairs(actors)).toList();
        loads.forEach(Load::start); // what the pairs leave nothing to might never begin, so they are last
        Thread.sleep(timing.warmUpMillis());
        var began = Reading.now();
        phase.set(new Phase());
        Thread.sleep(timing.measureMillis());
        var used = began.until(Reading.now());
        double inTime = phase.get().inTime();
        long lost = missing(loads) + phase.get().awaitAll(); // probes that starve have taken as long as all this
        var found = phase.get().latencies();
        return new Sample(Map.of(Column.P50, found.p50(), Column.P99, found.p99(), Column.P999, found.p999(),
                Column.IN_TIME, inTime), Health.of(lost, actors.failures(), used));
    }

    private static long missing(List<? extends Load> loads) throws InterruptedException {
        loads.forEach(Load::stop);
        long missing = 0;
        for (var load : loads) {
            missing += load.missing();
        }
        return missing;
    }

    private <A> Stream<Load> pairs(Actors<A> actors) {
        int pairs = loaded ? PAIRS_PER_CORE * Runtime.getRuntime().availableProcessors() : 0;
        return IntStream.range(0, pairs).mapToObj(_ -> new Ring<>(actors, 2, 1, 2));
    }

    private <A> Load prober(Actors<A> actors, Runnable send) {
        if (!fromProcess) {
            return new Paced(send, actors.failures());
        }
        if (loaded) {
            return new Ticker<>(actors, PROBES_PER_SECOND, send);
        }
        var relay = actors.spawn(_ -> {
            send.run();
            return true;
        });
        return new Paced(() -> actors.tell(relay, "now"), actors.failures());
    }

    /** A pacer as a load. */
    private static final class Paced implements Load {
        private final Runnable action;
        private final Failures failures;
        private @Nullable Pacer pacer;

        Paced(Runnable action, Failures failures) {
            this.action = action;
            this.failures = failures;
        }

        @Override
        public void start() {
            pacer = new Pacer("prober", PROBES_PER_SECOND, action, failures);
        }

        @Override
        public long operations() {
            return 0;
        }

        @Override
        public void stop() {
            if (pacer != null) {
                pacer.close();
            }
        }

        @Override
        public long missing() {
            return 0;
        }
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
