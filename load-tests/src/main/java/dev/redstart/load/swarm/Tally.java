package dev.redstart.load.swarm;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What has happened to all connections of a fleet so far.
 * <p>
 * Threading: loops write, anybody reads, without locks; a figure read while loops run is a moment old.
 */
final class Tally {
    private static final long HIGHEST_MICROS = 3_600_000_000L;

    private final AtomicLong joined = new AtomicLong();
    private final AtomicLong alive = new AtomicLong();
    private final AtomicLong pushes = new AtomicLong();
    private final AtomicLong heartbeats = new AtomicLong();
    private final Recorder joinMicros = new Recorder(HIGHEST_MICROS, 3);
    private final Recorder doneMicros = new Recorder(HIGHEST_MICROS, 3);
    private final Map<Fault, Failure> failures = new ConcurrentHashMap<>();

    /**
     * One kind of failure.
     *
     * @param name  see {@link Fault}
     * @param count how many connections it has ended
     * @param first what was seen the first time
     */
    record Failure(String name, long count, String first) {
        /** Both together; they are of the same kind. */
        Failure plus(Failure other) {
            return new Failure(name, count + other.count, first);
        }
    }

    /** A connection is joined, {@code nanos} after its opening began. */
    void joined(long nanos) {
        joined.incrementAndGet();
        alive.incrementAndGet();
        joinMicros.recordValue(micros(nanos));
    }

    /** One operation of a {@link Drill} is done, {@code nanos} after it began or should have begun. */
    void done(long nanos) {
        doneMicros.recordValue(micros(nanos));
    }

    /** A joined connection has ended, wanted or not. */
    void ended() {
        alive.decrementAndGet();
    }

    void pushed() {
        pushes.incrementAndGet();
    }

    void heartbeatAnswered() {
        heartbeats.incrementAndGet();
    }

    void failed(Fault fault, String detail) {
        failures.merge(fault, new Failure(fault.label(), 1, detail), Failure::plus);
    }

    /** Connections that were joined at any time. */
    long joined() {
        return joined.get();
    }

    /** Connections that are joined now. */
    long alive() {
        return alive.get();
    }

    /** Pushes and broadcasts received. */
    long pushes() {
        return pushes.get();
    }

    /** Heartbeats answered. */
    long heartbeats() {
        return heartbeats.get();
    }

    /** Microseconds from opening to joined, of all that joined since this was last asked. */
    Histogram takeJoinMicros() {
        return joinMicros.getIntervalHistogram();
    }

    /** Microseconds of each operation that was done since this was last asked. */
    Histogram takeDoneMicros() {
        return doneMicros.getIntervalHistogram();
    }

    /** Connections that have failed. */
    long errorCount() {
        return failures.values().stream().mapToLong(Failure::count).sum();
    }

    private static long micros(long nanos) {
        return Math.clamp(nanos / 1000, 0, HIGHEST_MICROS);
    }

    /** The kinds of failure that have occurred, the most frequent first. */
    List<Failure> errors() {
        return failures.values().stream().sorted(Comparator.comparingLong(Failure::count).reversed()).toList();
    }
}
