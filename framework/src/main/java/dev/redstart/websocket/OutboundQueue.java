package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;

import dev.redstart.websocket.WebSocketLimits.Overflow;
import org.jspecify.annotations.Nullable;

/**
 * The frames that wait for one connection's socket, oldest first. It exists only while something waits.
 *
 * <p>
 * Threading: guarded by the lock of its connection. The bytes that {@link #next} hands out are written outside the
 * lock; until {@link #advance} tells how many went, their frames count as started and stay.
 */
final class OutboundQueue {
    /** What became of a frame that was offered. */
    enum Offer {
        TAKEN,
        /** It may be dropped, and was. */
        DROPPED,
        /** There is no room, and nothing here that may be dropped for it. */
        REFUSED
    }

    /** What waits in small frames is copied together up to this size: one write of a copy beats many small ones. */
    static final int MAX_CHUNK = 64 * 1024;

    private final ArrayDeque<EncodedFrame> frames = new ArrayDeque<>(4);
    /** How many bytes of the first frame the socket has taken. */
    private int written;
    private int inFlight;
    /** What all frames together still have to write. */
    private long bytes;
    /** Frames dropped of which nobody has been told. */
    private int lost;
    /** Whether the socket has taken anything since somebody was told last. */
    private boolean moved;

    boolean isEmpty() {
        return frames.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    /** Takes the frame if there is room for it, or if room can be made by dropping what may be dropped. */
    Offer offer(EncodedFrame frame, WebSocketLimits limits, TrafficCounters counters) {
        if (limits.overflow() == Overflow.CONFLATE && frame.conflationKey() != null
                && conflate(frame, limits, counters)) {
            return Offer.TAKEN;
        }
        if (!admits(frame, limits)) {
            makeRoom(frame, limits, counters);
        }
        if (admits(frame, limits)) {
            add(frame);
            return Offer.TAKEN;
        }
        if (frame.isDroppable() && limits.overflow().isDropping()) {
            lose(counters);
            return Offer.DROPPED;
        }
        return Offer.REFUSED;
    }

    /**
     * Takes the frame with the same key out. The new one comes in its place, so that a value that changes faster than
     * the client takes is not put off for ever; unless something waits behind it that is no latest value, which must not
     * be overtaken.
     *
     * @return whether the new one is in
     */
    private boolean conflate(EncodedFrame frame, WebSocketLimits limits, TrafficCounters counters) {
        int place = placeOf(frame.conflationKey());
        if (place < 0) {
            return false;
        }
        counters.conflated();
        boolean inPlace = false;
        for (int i = 0, size = frames.size(); i < size; i++) {
            EncodedFrame each = frames.removeFirst();
            if (i != place) {
                frames.addLast(each);
            } else {
                bytes -= each.size();
                inPlace = isFollowedByLatestOnly(size - 1 - i) && bytes + frame.size() <= limits.maxOutboundBytes();
                if (inPlace) {
                    add(frame);
                }
            }
        }
        return inPlace;
    }

    /** Among those that have not begun to leave; there is one at most. Negative if there is none. */
    private int placeOf(@Nullable Object key) {
        int place = started();
        for (Iterator<EncodedFrame> candidates = unstarted(); candidates.hasNext(); place++) {
            if (Objects.equals(key, candidates.next().conflationKey())) {
                return place;
            }
        }
        return -1;
    }

    /** @param count how many come next */
    private boolean isFollowedByLatestOnly(int count) {
        Iterator<EncodedFrame> next = frames.iterator();
        for (int i = 0; i < count; i++) {
            if (next.next().conflationKey() == null) {
                return false;
            }
        }
        return true;
    }

    private void makeRoom(EncodedFrame frame, WebSocketLimits limits, TrafficCounters counters) {
        switch (limits.overflow()) {
            case DROP_OLDEST -> drop(unstarted(), frame, limits, counters);
            case DROP_NEWEST -> {
                if (!frame.isDroppable()) { // else it is itself the newest
                    drop(frames.descendingIterator(), frame, limits, counters);
                }
            }
            case CLOSE, CONFLATE -> {}
        }
    }

    /** Drops candidates, in their order, until the frame has room. */
    private void drop(Iterator<EncodedFrame> candidates, EncodedFrame frame, WebSocketLimits limits,
            TrafficCounters counters) {
        for (int left = frames.size() - started(); left > 0 && !admits(frame, limits); left--) {
            EncodedFrame candidate = candidates.next();
            if (candidate.isDroppable()) {
                candidates.remove();
                bytes -= candidate.size();
                lose(counters);
            }
        }
    }

    private void lose(TrafficCounters counters) {
        counters.dropped();
        lost++;
    }

    private Iterator<EncodedFrame> unstarted() {
        Iterator<EncodedFrame> all = frames.iterator();
        for (int i = started(); i > 0; i--) {
            all.next();
        }
        return all;
    }

    /** How many frames, the oldest, have begun to leave. */
    private int started() {
        int count = 0;
        int startedBytes = written + inFlight;
        for (Iterator<EncodedFrame> all = frames.iterator(); startedBytes > 0 && all.hasNext(); count++) {
            startedBytes -= all.next().size();
        }
        return count;
    }

    /** How many frames were dropped since this was last asked; those that gave way to a later one do not count. */
    int takeLost() {
        int taken = lost;
        lost = 0;
        moved = false;
        return taken;
    }

    /** As {@link #takeLost}, but zero if the socket has taken nothing since. */
    int takeLostIfMoved() {
        return moved ? takeLost() : 0;
    }

    /** Whether the limits allow one more. A frame that would wait alone is always allowed, whatever its size. */
    private boolean admits(EncodedFrame frame, WebSocketLimits limits) {
        return frames.isEmpty()
                || (frames.size() < limits.maxOutboundFrames() && bytes + frame.size() <= limits.maxOutboundBytes());
    }

    void add(EncodedFrame frame) {
        frames.addLast(frame);
        bytes += frame.size();
    }

    /** Puts back in front a frame whose first bytes were written without having been queued. */
    void addStarted(EncodedFrame frame, int alreadyWritten) {
        frames.addFirst(frame);
        written = alreadyWritten;
        bytes += frame.size() - alreadyWritten;
    }

    /** The next bytes to write: a big frame alone, or as many waiting frames as one chunk holds. */
    ByteBuffer next() {
        EncodedFrame first = frames.getFirst();
        boolean alone = frames.size() == 1 || first.size() - written >= MAX_CHUNK;
        ByteBuffer chunk = alone ? first.remainder(written) : gather();
        inFlight = chunk.remaining();
        return chunk;
    }

    /**
     * Takes account of what the socket took of the bytes of {@link #next}.
     *
     * @return how many frames are finished by it
     */
    int advance(int taken) {
        inFlight = 0;
        moved |= taken > 0;
        bytes -= taken;
        written += taken;
        int finished = 0;
        while (!frames.isEmpty() && written >= frames.getFirst().size()) {
            written -= frames.removeFirst().size();
            finished++;
        }
        return finished;
    }

    /** Forgets the frames of which the peer has not seen, and will not see, any byte. */
    void dropUnstarted() {
        for (Iterator<EncodedFrame> candidates = unstarted(); candidates.hasNext();) {
            bytes -= candidates.next().size();
            candidates.remove();
        }
    }

    private ByteBuffer gather() {
        ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(bytes, MAX_CHUNK));
        int skip = written;
        for (EncodedFrame frame : frames) {
            frame.copyTo(chunk, skip);
            skip = 0;
            if (!chunk.hasRemaining()) {
                break;
            }
        }
        return chunk.flip();
    }
}
