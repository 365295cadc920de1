package dev.redstart.load.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * What it costs to hand messages from an IO thread, which is a platform thread, to processes that sleep: one message for each of
 * {@code batch} processes at once.
 *
 * @param paced whether once every millisecond; else again and again, with two batches on the way. Of what is paced, the CPU time
 *        that the pacing alone takes is measured beside it and subtracted.
 */
record HopJob(Contestant contestant, int batch, boolean paced, Timing timing) implements Job<Sample> {
    private static final double BATCHES_PER_SECOND = 1_000;
    private static final int BATCHES_ON_THE_WAY = 2;
    /** Enough that all told together are idle again when their turn comes. */
    private static final int TARGETS = 1_024;
    /** With and without in turn, so that what else goes on in the JVM meets both. */
    private static final int SLICES = 4;

    /** What one way of sending has shown. */
    private record Found(double handled, double seconds, double cpuSeconds) {
        static final Found NOTHING = new Found(0, 0, 0);

        Found plus(Found other) {
            return new Found(handled + other.handled, seconds + other.seconds, cpuSeconds + other.cpuSeconds);
        }
    }

    /** The IO thread's work; {@code sent} and {@code next} are its own, others only read the first. */
    private static final class Io<A> {
        private static final Object LAST = "last";
        private final Actors<A> actors;
        private final List<A> targets;
        private final int batch;
        private final LongAdder sent = new LongAdder();
        private final LongAdder handled = new LongAdder();
        private final Semaphore onTheWay;
        private int next;
        private volatile boolean sending = true;

        Io(Actors<A> actors, int batch, boolean paced) {
            this.actors = actors;
            this.batch = batch;
            this.onTheWay = new Semaphore(paced ? Integer.MAX_VALUE / 2 : BATCHES_ON_THE_WAY);
            this.targets = Stream.generate(() -> actors.spawn(this::handle)).limit(TARGETS).toList();
        }

        private boolean handle(Object message) {
            handled.increment();
            if (message.equals(LAST)) {
                onTheWay.release();
            }
            return true;
        }

        void send() {
            if (!sending) {
                return;
            }
            onTheWay.acquireUninterruptibly();
            sent.add(batch);
            for (int i = 1; i < batch; i++) {
                actors.tell(next(), "note");
            }
            actors.tell(next(), LAST);
        }

        private A next() {
            next = (next + 1) % TARGETS;
            return targets.get(next);
        }

        Found during(boolean send, int millis) throws InterruptedException {
            sending = send;
            var began = Reading.now();
            long before = handled.sum();
            Thread.sleep(millis);
            var used = began.until(Reading.now());
            return new Found(handled.sum() - before, used.seconds(), used.cpuSeconds());
        }
    }

    @Override
    public Sample run() throws Exception {
        try (var actors = contestant.open()) {
            return measure(actors);
        }
    }

    private <A> Sample measure(Actors<A> actors) throws InterruptedException {
        var io = new Io<>(actors, batch, paced);
        double perSecond = paced ? BATCHES_PER_SECOND : 1e9; // the latter is never reached
        var with = Found.NOTHING;
        var without = Found.NOTHING;
        Reading.Used used;
        try (var _ = new Pacer("io", perSecond, io::send, actors.failures())) {
            Thread.sleep(timing.warmUpMillis());
            var began = Reading.now();
            for (int i = 0; i < SLICES; i++) {
                if (paced) {
                    without = without.plus(io.during(false, timing.measureMillis() / SLICES));
                }
                with = with.plus(io.during(true, timing.measureMillis() / SLICES));
            }
            used = began.until(Reading.now());
        }
        Patience.until(() -> io.handled.sum() == io.sent.sum());
        double pacing = paced ? without.cpuSeconds() / without.seconds() * with.seconds() : 0;
        return new Sample(
                Map.of(Column.PER_SECOND, with.handled() / with.seconds(), Column.CPU_NANOS,
                        (with.cpuSeconds() - pacing) * 1e9 / with.handled()),
                Health.of(io.sent.sum() - io.handled.sum(), actors.failures(), used));
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
