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

    void received(int bytes) {
        bytesIn.add(bytes);
    }

    void decoded(int frames) {
        framesIn.add(frames);
    }

    void sent(int frames, int bytes) {
        framesOut.add(frames);
        bytesOut.add(bytes);
    }
}
