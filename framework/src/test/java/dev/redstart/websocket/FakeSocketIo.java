package dev.redstart.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * A socket without a network. The test plays the peer, the kernel's buffer and the IO thread. Safe for many senders.
 */
public final class FakeSocketIo implements SocketIo {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private @Nullable Listener listener;
    private long room = Long.MAX_VALUE;
    private @Nullable IOException failure;
    private int writes;
    private boolean writableAsked;
    private boolean reading = true;
    private boolean outputShut;
    private boolean reset;
    private boolean ended;
    private boolean noNextTurn;
    private Runnable duringWrite = () -> {};

    // What the test does

    void attach(Listener newListener) {
        listener = newListener;
    }

    void receive(byte[]... parts) {
        byte[] bytes = ClientFrame.concat(parts);
        listener().readable(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        runTasks();
    }

    void receiveEnd(@Nullable IOException cause) {
        end(cause);
    }

    synchronized void failWrites(IOException cause) {
        failure = cause;
    }

    /** The socket's buffer takes so many bytes from here on. */
    void makeRoom(long bytes) {
        boolean asked;
        synchronized (this) {
            room = bytes;
            asked = writableAsked && room > 0;
            if (asked) {
                writableAsked = false;
            }
        }
        if (asked) {
            listener().writable();
        }
        runTasks();
    }

    /** There are no descriptors for it. */
    void refuseNextTurns() {
        noNextTurn = true;
    }

    /** Runs inside the next write, as if another thread came then. */
    void duringNextWrite(Runnable action) {
        duringWrite = action;
    }

    void runTasks() {
        for (Runnable task = poll(); task != null; task = poll()) {
            task.run();
        }
    }

    // What the test asks

    public synchronized List<ServerFrame> sent() {
        return ServerFrame.parse(written.toByteArray());
    }

    synchronized int sentBytes() {
        return written.size();
    }

    synchronized int writes() {
        return writes;
    }

    synchronized boolean isWritableAsked() {
        return writableAsked;
    }

    boolean isReading() {
        return reading;
    }

    boolean isOutputShut() {
        return outputShut;
    }

    boolean isReset() {
        return reset;
    }

    boolean isEnded() {
        return ended;
    }

    // SocketIo

    @Override
    public int write(ByteBuffer source) throws IOException {
        Runnable action = duringWrite;
        duringWrite = () -> {};
        action.run();
        synchronized (this) {
            writes++;
            if (failure != null) {
                throw failure;
            }
            if (ended || outputShut) {
                throw new ClosedChannelException();
            }
            byte[] taken = new byte[(int) Math.min(room, source.remaining())];
            source.get(taken);
            written.writeBytes(taken);
            room -= taken.length;
            return taken.length;
        }
    }

    @Override
    public synchronized void resumeWrites() {
        writableAsked = true;
        if (room > 0) {
            execute(this::announceWritable);
        }
    }

    @Override
    public void suspendReads() {
        reading = false;
    }

    @Override
    public void resumeReads() {
        reading = true;
    }

    @Override
    public void shutdownOutput() {
        outputShut = true;
    }

    @Override
    public void close() {
        execute(() -> end(null));
    }

    @Override
    public void reset() {
        reset = true;
        close();
    }

    @Override
    public void execute(Runnable task) {
        synchronized (tasks) {
            tasks.add(task);
        }
    }

    /** What a task executes for the next turn runs behind the tasks that are there by then. */
    @Override
    public void executeNextTurn(Runnable task) {
        if (noNextTurn) {
            throw new UncheckedIOException(new IOException("too many open files"));
        }
        execute(task);
    }

    @Override
    public boolean onIoThread() {
        return true;
    }

    @Override
    public InetSocketAddress peer() {
        return InetSocketAddress.createUnresolved("peer", 1);
    }

    private void announceWritable() {
        boolean asked;
        synchronized (this) {
            asked = writableAsked;
            writableAsked = false;
        }
        if (asked) {
            listener().writable();
        }
    }

    private void end(@Nullable IOException cause) {
        if (!ended) {
            ended = true;
            listener().ended(cause);
        }
    }

    private @Nullable Runnable poll() {
        synchronized (tasks) {
            return tasks.poll();
        }
    }

    private Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("no listener attached");
        }
        return listener;
    }
}
