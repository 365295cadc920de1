package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The frames that wait for one connection's socket, oldest first. It exists only while something waits.
 *
 * <p>
 * Threading: guarded by the lock of its connection. The bytes that {@link #next} hands out are written outside the
 * lock; until {@link #advance} tells how many went, their frames count as started and stay.
 */
final class OutboundQueue {
    /** What waits in small frames is copied together up to this size: one write of a copy beats many small ones. */
    static final int MAX_CHUNK = 64 * 1024;

    private final ArrayDeque<EncodedFrame> frames = new ArrayDeque<>(4);
    /** How many bytes of the first frame the socket has taken. */
    private int written;
    private int inFlight;
    /** What all frames together still have to write. */
    private long bytes;

    boolean isEmpty() {
        return frames.isEmpty();
    }

    long bytes() {
        return bytes;
    }

    /** Whether the limits allow one more. A frame that would wait alone is always allowed, whatever its size. */
    boolean admits(EncodedFrame frame, WebSocketLimits limits) {
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
        int startedBytes = written + inFlight;
        bytes = -written;
        var started = new ArrayDeque<EncodedFrame>();
        while (startedBytes > 0 && !frames.isEmpty()) {
            EncodedFrame frame = frames.removeFirst();
            started.add(frame);
            bytes += frame.size();
            startedBytes -= frame.size();
        }
        frames.clear();
        frames.addAll(started);
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
