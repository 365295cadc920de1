package dev.redstart.load.bench;

import java.time.Duration;
import java.util.List;

import dev.redstart.load.bench.Culprits.Named;

/**
 * How those fare who want a core for a moment, before, while and after others compute without end.
 *
 * @param timing how long before anything counts, and how long each of the three phases is
 */
record StarvationJob(Contestant contestant, Hogs hogs, Timing timing) implements Job<StarvationJob.Result> {
    private static final Duration CALM_LIMIT = Duration.ofSeconds(10);

    /**
     * One phase of it, of which every probe was waited for.
     *
     * @param sent probes
     * @param inTime how many of them were handled before the phase was over
     * @param latencies of all that were handled at last
     */
    record Stretch(long sent, long inTime, Latencies latencies) {
        /** Next to nothing was handled as long as it lasted. */
        boolean neverAnswered() {
            return inTime < sent / 100;
        }
    }

    /** Virtual threads that run at once; {@code backMillis} from the hogs' end until it was as before, -1 for never. */
    record Parallelism(int before, int most, int after, long backMillis) {}

    /** What came of it. */
    record Result(Stretch before, Stretch during, Stretch after, Parallelism parallelism, List<Named> named,
            Health health) {}

    @Override
    public Result run() throws Exception {
        try (var actors = contestant.open(); var culprits = new Culprits(actors.telemetry())) {
            return measure(actors, culprits);
        }
    }

    private <A> Result measure(Actors<A> actors, Culprits culprits) throws InterruptedException {
        var carriers = new Carriers();
        var hogging = new Hogging<>(actors, hogs);
        var began = Reading.now();
        try (var bystanders = new Bystanders<>(actors)) {
            Thread.sleep(timing.warmUpMillis());
            var before = pass(bystanders, carriers);
            bystanders.nextPhase();
            long lost = before.phase.awaitAll(); // what was sent before shall not wait for the hogs
            culprits.begin();
            hogging.start();
            var during = pass(bystanders, carriers);
            long calm = System.nanoTime();
            hogging.stop();
            lost += hogging.missing();
            var after = pass(bystanders, carriers);
            bystanders.nextPhase();
            long back = carriers.awaitReturn(calm, CALM_LIMIT);
            lost += during.phase.awaitAll() + after.phase.awaitAll();
            return new Result(before.stretch(), during.stretch(), after.stretch(),
                    new Parallelism(carriers.before(), carriers.most(), carriers.now(), back),
                    culprits.named(), Health.of(lost, actors.failures(), began.until(Reading.now())));
        }
    }

    /** A phase that is over. */
    private record Passed(Phase phase, long sent, long inTime) {
        Stretch stretch() {
            return new Stretch(sent, inTime, phase.latencies());
        }
    }

    private Passed pass(Bystanders<?> bystanders, Carriers carriers) throws InterruptedException {
        var phase = bystanders.nextPhase();
        carriers.watch(timing.measureMillis());
        long inTime = phase.handled(); // first: what is sent meanwhile must not count as handled
        return new Passed(phase, phase.sent(), inTime);
    }

    @Override
    public Class<Result> resultType() {
        return Result.class;
    }

    @Override
    public Duration limit() {
        return timing.limit().plusMillis(2L * timing.measureMillis());
    }
}
