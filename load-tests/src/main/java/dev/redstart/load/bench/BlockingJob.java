package dev.redstart.load.bench;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Processes that sleep for every message, and a stream of messages that does not wait for them. */
record BlockingJob(Contestant contestant, Offered offered, Timing timing) implements Job<BlockingJob.Result> {
    private static final int TICK_MILLIS = 10;

    /**
     * What came of it.
     *
     * @param sentPerSecond what the sender has managed to offer
     * @param handledPerSecond done with
     * @param backlogBefore messages sent and not done with when the measuring began, those in hand included
     * @param backlogAfter the same when it ended
     * @param asleep processes that slept, on average
     * @param cores CPU time of the JVM, the sender's included, by time
     * @param bystanders how long others waited meanwhile
     */
    record Result(double sentPerSecond, double handledPerSecond, long backlogBefore, long backlogAfter, double asleep,
            double cores, Latencies bystanders, Health health) {
        /** Whether what came was done with: one percent may be on its way. */
        boolean keptUp() {
            return handledPerSecond >= 0.99 * sentPerSecond;
        }
    }

    /** The sleepers and who wakes them; {@code next} belongs to the sender. */
    private static final class Sleepers<A> {
        private final Actors<A> actors;
        private final Offered offered;
        private final List<A> targets;
        private final LongAdder sent = new LongAdder();
        private final LongAdder begun = new LongAdder();
        private final LongAdder done = new LongAdder();
        private int next;

        Sleepers(Actors<A> actors, Offered offered) {
            this.actors = actors;
            this.offered = offered;
            this.targets = Stream.generate(() -> actors.spawn(this::sleep)).limit(offered.processes()).toList();
        }

        private boolean sleep(Object message) throws InterruptedException {
            begun.increment();
            Thread.sleep(offered.blockMillis());
            done.increment();
            return true;
        }

        void send() {
            next = (next + 1) % targets.size();
            sent.increment();
            actors.tell(targets.get(next), "work");
        }

        long backlog() {
            return sent.sum() - done.sum();
        }

        long asleep() {
            return begun.sum() - done.sum();
        }

        /** Waits for the rest. {@return what will never come; what is still being done is a backlog, not a loss} */
        long missing() throws InterruptedException {
            if (Patience.until(() -> backlog() == 0)) {
                return 0;
            }
            long before = done.sum();
            Thread.sleep(1_000);
            return done.sum() > before ? 0 : backlog();
        }
    }

    /** The time that counts. */
    private record Window(long sent, long done, long backlogBefore, long backlogAfter, double asleep,
            Reading.Used used) {
        Result result(Latencies bystanders, Health health) {
            return new Result(sent / used.seconds(), done / used.seconds(), backlogBefore, backlogAfter, asleep,
                    used.cores(), bystanders, health);
        }
    }

    @Override
    public Result run() throws Exception {
        try (var actors = contestant.open()) {
            return measure(actors);
        }
    }

    private <A> Result measure(Actors<A> actors) throws InterruptedException {
        var sleepers = new Sleepers<>(actors, offered);
        Phase bystanding;
        Window window;
        try (var bystanders = new Bystanders<>(actors);
                var _ = new Pacer("sender", offered.perSecond(), sleepers::send, actors.failures())) {
            Thread.sleep(timing.warmUpMillis());
            bystanding = bystanders.nextPhase();
            window = watch(sleepers);
            bystanders.nextPhase();
        }
        long lost = bystanding.awaitAll() + sleepers.missing();
        return window.result(bystanding.latencies(), Health.of(lost, actors.failures(), window.used()));
    }

    private Window watch(Sleepers<?> sleepers) throws InterruptedException {
        long sent = sleepers.sent.sum();
        long done = sleepers.done.sum();
        var began = Reading.now();
        double asleep = 0;
        int ticks = Math.max(1, timing.measureMillis() / TICK_MILLIS);
        for (int i = 0; i < ticks; i++) {
            Thread.sleep(TICK_MILLIS);
            asleep += sleepers.asleep();
        }
        return new Window(sleepers.sent.sum() - sent, sleepers.done.sum() - done, sent - done, sleepers.backlog(),
                asleep / ticks, began.until(Reading.now()));
    }

    @Override
    public Class<Result> resultType() {
        return Result.class;
    }

    @Override
    public Duration limit() {
        return timing.limit();
    }
}
