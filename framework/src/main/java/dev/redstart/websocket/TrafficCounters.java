package dev.redstart.websocket;

import java.util.concurrent.atomic.LongAdder;

/**
 * What went through all connections of one owner. Counted from any thread; the sums are not a snapshot of one moment.
 */
public final class TrafficCounters {
    private final LongAdder framesIn = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder framesOut = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder conflated = new LongAdder();

    /** Whole frames received, control frames and fragments included. */
    public long framesIn() {
        return framesIn.sum();
    }

    public long bytesIn() {
        return bytesIn.sum();
    }

    /** Frames the sockets have taken to their last byte. */
    public long framesOut() {
        return framesOut.sum();
    }

    public long bytesOut() {
        return bytesOut.sum();
    }

    /** How often a socket was written to: fewer times than frames were sent if several left in one write. */
    public long writes() {
        return writes.sum();
    }

    /** Frames that slow clients did not get. */
    public long framesDropped() {
        return dropped.sum();
    }

    /** Frames that slow clients did not get because a later one had taken their place. */
    public long framesConflated() {
        return conflated.sum();
    }

    void received(int bytes) {
        bytesIn.add(bytes);
    }

    void decoded(int frames) {
        framesIn.add(frames);
    }

    /** One write of so many bytes, which were the last of so many frames. */
    void sent(int frames, int bytes) {
        writes.increment();
        framesOut.add(frames);
        bytesOut.add(bytes);
    }

    void dropped() {
        dropped.increment();
    }

    void conflated() {
        conflated.increment();
    }
}
