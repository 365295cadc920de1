package dev.redstart.websocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * One WebSocket from the end of its handshake to the end of its socket.
 *
 * <pre>{@code
 *             close(code), idle timeout,
 *             outbound limit, listener's exception
 *   OPEN ----------------------------------------> CLOSING
 *    |  |                                           |   |
 *    |  | peer's close frame     peer's close frame |   |
 *    |  +----------------> ANSWERING <--------------+   |
 *    |                         |                        |
 *    | ProtocolException       |      ProtocolException |
 *    +-----------------------  |  -> DISCARDING <-------+
 *                              |         |
 *                              v         v
 *   any state ------------->  C L O S E D
 *     socket ended or broken, abort(), closeTimeout
 *
 *   CLOSING     our close frame is sent or queued; messages are ignored, the peer's close frame is awaited
 *   ANSWERING   both close frames are sent or queued; once all is written the socket is closed
 *   DISCARDING  ours is sent or queued, the peer is not understood any more; once all is written our stream is ended,
 *               and what comes is thrown away, so that no RST overtakes our close frame
 * }</pre>
 *
 * <p>
 * Threading: the {@link SocketIo.Listener} methods and {@link #suspendReads} and {@link #sweep} belong to the IO thread
 * of the socket; the rest may be called by any thread. The connection's listener is called on the IO thread only, and
 * never from inside a method called on the connection. Neither listener nor socket is called with the lock held.
 *
 * <p>
 * Writing: whoever finds the outlet free writes, directly and on its own thread; whoever finds it taken leaves his
 * frame in the queue, and the writer takes along all that waits in one write. When the socket takes no more, the IO
 * thread goes on.
 *
 * <p>
 * Time: there is no timer and no look at a clock. The owner calls {@link #sweep} every now and then, and every time
 * limit is kept to within two such intervals.
 */
public final class WebSocketConnection implements SocketIo.Listener {

    /** Who gets the messages of a connection. Exceptions close it with 1011. Buffers are valid during the call only. */
    public interface Listener {

        /** A whole text message. It is valid UTF-8. */
        void text(WebSocketConnection connection, ByteBuffer utf8);

        void binary(WebSocketConnection connection, ByteBuffer bytes);

        /** The pong is already on its way. */
        default void ping(WebSocketConnection connection, ByteBuffer payload) {}

        default void pong(WebSocketConnection connection, ByteBuffer payload) {}

        /**
         * The client was too slow, and by {@link WebSocketLimits.Overflow} the frames it did not get were dropped, not
         * its connection. Called once it has caught up, or at a sweep if it takes something at all; each call sums up
         * what was lost since the last.
         */
        default void lost(WebSocketConnection connection, int frames) {}

        /** The last call, made exactly once, however the connection ended. */
        void closed(WebSocketConnection connection, CloseReason reason);
    }

    private enum State {
        OPEN, CLOSING, ANSWERING, DISCARDING, CLOSED
    }

    private enum Outlet {
        /** Nothing waits; the next sender writes. */
        FREE,
        /** Something waits, and the IO thread will write it when it comes to this connection in its {@link FlushQueue}. */
        DUE,
        /** A thread is writing. */
        BUSY,
        /** The socket takes no more; {@link #writable} is awaited. */
        BLOCKED
    }

    /** After so many writes a thread leaves the rest to the next turn of the IO thread. */
    private static final int MAX_WRITES = 8;

    private final SocketIo io;
    private final Listener listener;
    private final ConnectionGroup group;

    // Owned by the IO thread

    /** There is one only while a frame or message is unfinished. */
    private @Nullable FrameDecoder decoder;
    /** What had been read already when reads were suspended. */
    private @Nullable ByteBuffer unread;
    /** When a sweep last noticed that the peer was heard of, or that closing had begun. */
    private long since;
    private boolean heard = true;
    private boolean timingClose;

    // Owned by the group's flush queue

    /** The one that has been due for longer. */
    @Nullable
    WebSocketConnection nextDue;

    // Guarded by this

    /** Changed under the lock, read also without. */
    private volatile State state = State.OPEN;
    private Outlet outlet = Outlet.FREE;
    private @Nullable OutboundQueue waiting;
    private @Nullable CloseReason reason;

    // Shared

    /**
     * Written by the IO thread. A closing thread looks at it after setting the state, the IO thread the other way
     * round.
     */
    private volatile boolean suspended;

    /** @param group of the IO thread that {@code io} belongs to */
    public WebSocketConnection(SocketIo io, Listener listener, ConnectionGroup group) {
        this.io = io;
        this.listener = listener;
        this.group = group;
    }

    // Any thread

    /**
     * Sends the frame behind all that were sent before.
     *
     * @return false if it was not taken: the connection is closing, or too much was waiting already, for which it is
     *         closed or, if the frame may be dropped, the frame is
     */
    public boolean send(EncodedFrame frame) {
        EncodedFrame image = group.outgoing(frame);
        boolean writer;
        boolean taken;
        synchronized (this) {
            if (state != State.OPEN) {
                return false;
            }
            writer = takeOutlet();
            taken = writer || enqueue(image);
        }
        if (writer) {
            write(image);
        } else if (!taken) {
            listenAgain();
        }
        return taken;
    }

    /**
     * As {@link #send}, but leaves the writing to the IO thread, which soon takes all that waits in one write. For
     * frames that go to many connections at once: whoever sends them is not held up, and what several of them send at
     * the same time shares the writes.
     */
    public boolean post(EncodedFrame frame) {
        EncodedFrame image = group.outgoing(frame);
        boolean due;
        boolean taken;
        synchronized (this) {
            if (state != State.OPEN) {
                return false;
            }
            due = outlet == Outlet.FREE;
            taken = enqueue(image);
            if (due) {
                outlet = Outlet.DUE;
            }
        }
        if (due) {
            group.flushes().add(this);
        } else if (!taken) {
            listenAgain();
        }
        return taken;
    }

    /**
     * Closes with this code behind all that was sent before. Does nothing if the connection is closing already.
     *
     * @throws IllegalArgumentException if no server may send this code (RFC 6455 7.4)
     */
    public void close(int code) {
        close(code, null);
    }

    /** As {@link #close(int)}, and tells {@link Listener#closed} why. */
    public void close(int code, @Nullable Throwable cause) {
        startClosing(State.CLOSING, EncodedFrame.close(code), CloseReason.begunByServer(code, cause));
    }

    /** Ends the connection at once, without a close frame and without what is still waiting. */
    public void abort() {
        if (breakOff(CloseReason.begunByServer(CloseCode.ABNORMAL, null))) {
            io.reset();
        }
    }

    /** Takes {@link #suspendReads} back, and hands on what had been received by then. */
    public void resumeReads() {
        io.execute(this::listen);
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** How much the socket has not yet taken of what was sent. */
    public synchronized long waitingBytes() {
        return waiting == null ? 0 : waiting.bytes();
    }

    public InetSocketAddress peer() {
        return io.peer();
    }

    /** The thread that calls the listener. */
    public Executor ioThread() {
        return io;
    }

    public boolean onIoThread() {
        return io.onIoThread();
    }

    // IO thread: what the owner calls

    /**
     * No further message, not even one that was received already, until {@link #resumeReads}. Closing takes it back.
     */
    public void suspendReads() {
        if (suspended || state != State.OPEN) {
            return; // or what a closing thread has asked for, to be listened to again, would be taken for done
        }
        suspended = true;
        if (state == State.OPEN) {
            io.suspendReads();
        } else {
            suspended = false;
        }
    }

    /** Notices a peer that is silent for too long, and an end that takes too long. */
    public void sweep(long nowNanos) {
        switch (state) {
            case OPEN -> sweepOpen(nowNanos);
            case CLOSING, ANSWERING, DISCARDING -> sweepClosing(nowNanos);
            case CLOSED -> {}
        }
    }

    // IO thread: what the flush queue calls

    /** Writes what waits. */
    void flush() {
        synchronized (this) {
            if (outlet != Outlet.DUE) {
                return;
            }
            outlet = Outlet.BUSY;
        }
        drainOrBreak();
    }

    // IO thread: what the socket calls

    @Override
    public void readable(ByteBuffer bytes) {
        heard = true;
        group.counters().received(bytes.remaining());
        decode(bytes);
    }

    @Override
    public void writable() {
        synchronized (this) {
            if (outlet != Outlet.BLOCKED) {
                return;
            }
            outlet = Outlet.BUSY;
        }
        drainOrBreak();
    }

    @Override
    public void ended(@Nullable Throwable cause) {
        breakOff(CloseReason.abnormal(cause));
        forgetDecoder();
        unread = null;
        listener.closed(this, reason());
    }

    // IO thread: reading

    private void decode(ByteBuffer bytes) {
        FrameDecoder current = decoder != null ? decoder : group.decoder(new Inbound());
        int frames = 0;
        while (bytes.hasRemaining() && isListening() && !suspended) {
            frames += decodeOne(current, bytes) ? 1 : 0;
        }
        group.counters().decoded(frames);
        decoder = current;
        if (current.isIdle() || !isListening()) {
            forgetDecoder();
        }
        if (suspended && bytes.hasRemaining()) {
            unread = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
        }
    }

    private void forgetDecoder() {
        if (decoder != null) {
            decoder.abandon();
            decoder = null;
        }
    }

    private boolean decodeOne(FrameDecoder current, ByteBuffer bytes) {
        try {
            return current.decode(bytes);
        } catch (ProtocolException e) {
            violated(e);
        } catch (RuntimeException | Error e) {
            close(CloseCode.INTERNAL_ERROR, e);
        }
        return false;
    }

    /** Whether frames still mean something, be it only the peer's close frame. */
    private boolean isListening() {
        State now = state;
        return now == State.OPEN || now == State.CLOSING;
    }

    private void listen() {
        if (!suspended) {
            return;
        }
        suspended = false;
        heard = true;
        ByteBuffer rest = unread;
        unread = null;
        if (rest != null) {
            decode(rest);
        }
        if (!suspended) {
            io.resumeReads();
        }
    }

    /** What the decoder finds. Lives as long as the decoder. */
    private final class Inbound implements FrameDecoder.Sink {
        @Override
        public void text(ByteBuffer utf8) {
            if (isOpen()) {
                listener.text(WebSocketConnection.this, utf8);
            }
        }

        @Override
        public void binary(ByteBuffer bytes) {
            if (isOpen()) {
                listener.binary(WebSocketConnection.this, bytes);
            }
        }

        @Override
        public void ping(ByteBuffer payload) {
            if (send(EncodedFrame.pong(payload))) {
                listener.ping(WebSocketConnection.this, payload);
            }
        }

        @Override
        public void pong(ByteBuffer payload) {
            if (isOpen()) {
                listener.pong(WebSocketConnection.this, payload);
            }
        }

        @Override
        public void close(int code) {
            peerClosed(code);
        }
    }

    // IO thread: time

    /** Who is not listened to cannot be heard: the silence of a suspended peer does not count. */
    private void sweepOpen(long nowNanos) {
        if (group.limits().overflow().isDropping()) {
            tellSoon(lostByWhoGoesOn());
        }
        if (heard || suspended) {
            heard = false;
            since = nowNanos;
        } else if (nowNanos - since >= group.limits().idleTimeout().toNanos()) {
            close(CloseCode.PROTOCOL_ERROR,
                    new SocketTimeoutException("nothing received for idleTimeout " + group.limits().idleTimeout()));
        }
    }

    /** What those have lost who take something, but never all. */
    private synchronized int lostByWhoGoesOn() {
        return waiting == null ? 0 : waiting.takeLostIfMoved();
    }

    private void sweepClosing(long nowNanos) {
        if (!timingClose) {
            timingClose = true;
            since = nowNanos;
        } else if (nowNanos - since >= group.limits().closeTimeout().toNanos()) {
            abort();
        }
    }

    // Transitions

    /** Leaves OPEN, with the frame as the last one sent; does nothing and returns false if that has happened before. */
    private boolean startClosing(State next, EncodedFrame last, CloseReason why) {
        boolean writer;
        synchronized (this) {
            if (state != State.OPEN) {
                return false;
            }
            state = next;
            reason = why;
            writer = takeOutlet();
            if (!writer) {
                queue().add(last);
            }
        }
        if (writer) {
            write(last);
        }
        listenAgain();
        return true;
    }

    /** The peer closes: of itself, or in answer to our close frame. */
    private void peerClosed(int code) {
        EncodedFrame answer = EncodedFrame.close(CloseCode.answerTo(code));
        if (!startClosing(State.ANSWERING, answer, CloseReason.begunByPeer(code))) {
            leaveClosing(State.ANSWERING);
        }
    }

    private void violated(ProtocolException e) {
        if (!startClosing(State.DISCARDING, EncodedFrame.close(e.closeCode()),
                CloseReason.begunByServer(e.closeCode(), e))) {
            leaveClosing(State.DISCARDING);
        }
    }

    /** Our close frame was sent or queued before; there is never a second one. */
    private void leaveClosing(State next) {
        boolean allWritten;
        synchronized (this) {
            if (state != State.CLOSING) {
                return;
            }
            state = next;
            allWritten = outlet == Outlet.FREE;
        }
        if (allWritten) {
            finish();
        }
    }

    /** What is to be done once all is written. */
    private void finish() {
        switch (state) {
            case ANSWERING -> closeCleanly();
            case DISCARDING -> io.shutdownOutput();
            case OPEN, CLOSING, CLOSED -> {}
        }
    }

    private void closeCleanly() {
        synchronized (this) {
            reason = reason().cleanly();
        }
        io.close();
    }

    private void broken(Throwable e) {
        if (breakOff(CloseReason.abnormal(e))) {
            io.close();
        }
    }

    /** Enters CLOSED; false if that has happened before. The reason of an end that had begun stands. */
    private synchronized boolean breakOff(CloseReason why) {
        if (state == State.CLOSED) {
            return false;
        }
        state = State.CLOSED;
        waiting = null;
        if (reason == null) {
            reason = why;
        }
        return true;
    }

    private synchronized CloseReason reason() {
        if (reason == null) {
            throw new IllegalStateException("a connection that is " + state + " has no close reason");
        }
        return reason;
    }

    /** While closing nobody is to be protected from messages any more, but the peer's close frame must be seen. */
    private void listenAgain() {
        if (suspended && state != State.OPEN) {
            resumeReads();
        }
    }

    // Writing, under the lock

    private boolean takeOutlet() {
        if (outlet != Outlet.FREE) {
            return false;
        }
        outlet = Outlet.BUSY;
        return true;
    }

    /**
     * If the limits forbid it and nothing may be dropped, the client is too slow for us: it gets 1013 instead of all
     * that has not begun to leave.
     */
    private boolean enqueue(EncodedFrame frame) {
        OutboundQueue.Offer offer = queue().offer(frame, group.limits(), group.counters());
        if (offer != OutboundQueue.Offer.REFUSED) {
            return offer == OutboundQueue.Offer.TAKEN;
        }
        state = State.CLOSING;
        reason = CloseReason.begunByServer(CloseCode.TRY_AGAIN_LATER, null);
        queue().dropUnstarted();
        queue().add(EncodedFrame.close(CloseCode.TRY_AGAIN_LATER));
        return false;
    }

    private OutboundQueue queue() {
        if (waiting == null) {
            waiting = new OutboundQueue();
        }
        return waiting;
    }

    // Writing, by the thread that took the outlet

    private void write(EncodedFrame frame) {
        try {
            int taken = io.write(frame.remainder(0));
            if (taken == frame.size()) {
                group.counters().sent(1, taken);
                drain();
            } else {
                group.counters().sent(0, taken);
                putBack(frame, taken);
                block();
            }
        } catch (IOException | RuntimeException e) {
            broken(e);
        } catch (Error e) { // as in drainOrBreak
            broken(e);
            throw e;
        }
    }

    private void drainOrBreak() {
        try {
            drain();
        } catch (IOException | RuntimeException e) {
            broken(e);
        } catch (Error e) { // a stack or memory that ends, which is the sender's; but nobody would ever free the outlet
            broken(e);
            throw e;
        }
    }

    private void drain() throws IOException {
        for (int writes = 0; writes < MAX_WRITES; writes++) {
            ByteBuffer chunk = nextChunk();
            if (chunk == null) {
                finish();
                return;
            }
            advance(io.write(chunk));
            if (chunk.hasRemaining()) {
                break;
            }
        }
        block();
    }

    /** Null, and the outlet free, if nothing waits. */
    private synchronized @Nullable ByteBuffer nextChunk() {
        if (waiting == null || waiting.isEmpty()) {
            waiting = null;
            outlet = Outlet.FREE;
            return null;
        }
        return waiting.next();
    }

    private void advance(int taken) {
        int lost = 0;
        synchronized (this) {
            if (waiting != null) {
                group.counters().sent(waiting.advance(taken), taken);
                lost = waiting.isEmpty() ? waiting.takeLost() : 0;
            }
        }
        tellSoon(lost);
    }

    /** The client has caught up, or a while is over: each frame dropped would be too much to tell of. */
    private void tellSoon(int lost) {
        if (lost > 0) {
            io.execute(() -> tellLost(lost));
        }
    }

    private void tellLost(int frames) {
        if (isOpen()) {
            listener.lost(this, frames);
        }
    }

    private synchronized void putBack(EncodedFrame frame, int taken) {
        if (state != State.CLOSED) {
            queue().addStarted(frame, taken);
        }
    }

    private void block() {
        synchronized (this) {
            outlet = Outlet.BLOCKED;
        }
        io.resumeWrites();
    }
}
