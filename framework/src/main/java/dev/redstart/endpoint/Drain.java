package dev.redstart.endpoint;

import java.time.Duration;
import java.util.Objects;

/**
 * How the connections of a socket are sent elsewhere before the endpoint stops (PROTOCOL.md 16): upgrades are refused with 503, then every
 * connection is closed with 1012, spread evenly with some jitter, so that those who come back do so one after the other. Immutable.
 *
 * @param batch connections that are closed in one interval; zero for no draining
 * @param interval the time for one batch
 * @param limit when all of them must be gone; those left are closed with 1001 by the stop itself
 */
public record Drain(int batch, Duration interval, Duration limit) {
    /** 10,000 connections every 2 s, for 30 s at most. */
    public static final Drain DEFAULT = new Drain(10_000, Duration.ofSeconds(2), Duration.ofSeconds(30));
    /** No draining: connections are closed with 1001 all at once. */
    public static final Drain OFF = new Drain(0, Duration.ofSeconds(1), Duration.ofSeconds(1));

    public Drain {
        if (batch < 0) {
            throw new IllegalArgumentException("batch must be >= 0, was " + batch);
        }
        requirePositive("interval", interval);
        requirePositive("limit", limit);
    }

    private static void requirePositive(String name, Duration value) {
        if (!Objects.requireNonNull(value, name).isPositive()) {
            throw new IllegalArgumentException(name + " must be > 0, was " + value);
        }
    }

    /** With that many connections in one interval. */
    public Drain batch(int connections) {
        return new Drain(connections, interval, limit);
    }

    /** With that much time for one batch. */
    public Drain interval(Duration time) {
        return new Drain(batch, time, limit);
    }

    /** With that much time for all. */
    public Drain limit(Duration time) {
        return new Drain(batch, interval, time);
    }

    boolean isOn() {
        return batch > 0;
    }

    /**
     * When a connection is closed, in nanoseconds from the beginning.
     *
     * @param index which one
     * @param jitter 0 to 1: where in its own share of the interval
     */
    long dueNanos(int index, double jitter) {
        return (long) ((index + jitter) * interval.toNanos() / batch);
    }

    /** In how many batches that many connections go. */
    int rounds(int connections) {
        return connections / batch + 1;
    }
}
