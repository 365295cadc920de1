package dev.redstart.load.bench;

import java.time.Duration;
import java.util.Map;

/** How often a load is done per second, and what CPU time of the JVM that takes each time. */
record RateJob(Contestant contestant, Workload workload, Timing timing) implements Job<Sample> {
    @Override
    public Sample run() throws Exception {
        try (var actors = contestant.open()) {
            return measure(workload.load(actors), actors.failures());
        }
    }

    private Sample measure(Load load, Failures failures) throws InterruptedException {
        load.start();
        Thread.sleep(timing.warmUpMillis());
        var began = Reading.now();
        long before = load.operations();
        Thread.sleep(timing.measureMillis());
        double operations = load.operations() - before;
        var used = began.until(Reading.now());
        load.stop();
        var health = Health.of(load.missing(), failures, used);
        return new Sample(Map.of(Column.PER_SECOND, operations / used.seconds(), Column.CPU_NANOS,
                used.cpuSeconds() * 1e9 / operations), health);
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
