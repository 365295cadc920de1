package dev.redstart.load.bench;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

import org.HdrHistogram.ConcurrentHistogram;

/** The probes sent in one stretch of a run, and how long each took until its handler ran. Any thread. */
final class Phase {
    private final LongAdder sent = new LongAdder();
    private final LongAdder handled = new LongAdder();
    private final ConcurrentHistogram nanos = new ConcurrentHistogram(Duration.ofMinutes(10).toNanos(), 3);

    /** A message that knows when it was sent. */
    record Probe(Phase phase, long sentAt) {
        private void handled() {
            phase.record(System.nanoTime() - sentAt);
        }
    }

    /** What a process does with a probe. {@return that it lives on} */
    static boolean handle(Object probe) {
        ((Probe) probe).handled();
        return true;
    }

    /** A message to be sent now. */
    Probe probe() {
        sent.increment();
        return new Probe(this, System.nanoTime());
    }

    private void record(long took) {
        nanos.recordValue(Math.max(0, took));
        handled.increment();
    }

    long sent() {
        return sent.sum();
    }

    long handled() {
        return handled.sum();
    }

    /** The share that has been handled by now. */
    double inTime() {
        long handledNow = handled.sum(); // first: what is sent meanwhile must not count as handled
        return (double) handledNow / Math.max(1, sent.sum());
    }

    /** Waits until all have been handled. {@return how many are missing} */
    long awaitAll() throws InterruptedException {
        Patience.until(() -> handled.sum() == sent.sum());
        return sent.sum() - handled.sum();
    }

    /** Of those handled so far. */
    Latencies latencies() {
        return Latencies.of(nanos);
    }
}
