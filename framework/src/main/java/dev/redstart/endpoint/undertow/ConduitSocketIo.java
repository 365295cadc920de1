package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import dev.redstart.websocket.SocketIo;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.conduits.WriteReadyHandler;
import org.xnio.ssl.SslConnection;

/**
 * A connection of XNIO after its upgrade, used through its conduits. It is either the one that Undertow handed over and keeps to itself, too
 * (UPGRADED: closing it runs the HTTP connection's own close listeners, and Undertow closes it when it stops), or the bare socket from below
 * a {@link ThrowAwayConnection} (DETACHED: nobody else knows it).
 *
 * <p>
 * Threading: as {@link SocketIo} says. Plain sockets are written by any thread. The state of a TLS engine is shared by
 * reading and writing, so a TLS socket takes nothing from other threads than its IO thread.
 *
 * <p>
 * XNIO drops what its ready handlers throw. So everything thrown by the listener is caught here: it closes the socket
 * and goes to the IO thread's uncaught exception handler.
 */
class ConduitSocketIo implements SocketIo, ReadReadyHandler, WriteReadyHandler {
    private static final int READ_BUFFER_BYTES = 64 * 1024;
    /** The JDK copies a heap buffer into a direct one of the same size and keeps that for the thread: keep it small. */
    private static final int MAX_WRITE_BYTES = 128 * 1024;

    private static final Listener NOBODY = new Listener() {
        @Override
        public void readable(ByteBuffer bytes) {}

        @Override
        public void writable() {}

        @Override
        public void ended(@Nullable Throwable cause) {}
    };

    /** One per IO thread, as only these read. */
    private static final ThreadLocal<ByteBuffer> READ_BUFFER = ThreadLocal
            .withInitial(() -> ByteBuffer.allocateDirect(READ_BUFFER_BYTES));

    private final StreamConnection connection;
    /** Let go of at the end: somebody may keep this socket for its thread. */
    private Listener listener;
    /** Owned by the IO thread: what TLS still has to say is on its way, and then the socket is closed. */
    private boolean closing;

    /** Written by the IO thread; others look at it only to spare a task. */
    private volatile boolean ended;

    /** To be made on the IO thread; nothing is read before {@link #start}. */
    ConduitSocketIo(StreamConnection connection, Function<? super SocketIo, ? extends Listener> opened) {
        this.connection = connection;
        this.listener = opened.apply(this);
    }

    /**
     * Takes the conduits over from HTTP.
     *
     * @param early what was read together with the request: the first to be handed on
     */
    void start(@Nullable ByteBuffer early) {
        source().setReadReadyHandler(this);
        sink().setWriteReadyHandler(this);
        if (!connection.isOpen()) {
            end(new AsynchronousCloseException());
            return;
        }
        source().resumeReads(); // before the listener, which may suspend them
        if (early != null) {
            readEarly(early);
        }
    }

    private void readEarly(ByteBuffer early) {
        try {
            listener.readable(early);
        } catch (RuntimeException | Error e) {
            crash(e);
        }
    }

    /** Empty, and valid until the next socket of the IO thread is read. */
    static ByteBuffer readBuffer() {
        return READ_BUFFER.get().clear();
    }

    // SocketIo

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (isSecure() && !onIoThread()) {
            return 0;
        }
        int start = source.position();
        int end = source.limit();
        try {
            writePieces(source, end);
        } finally {
            source.limit(end);
        }
        flush();
        return source.position() - start;
    }

    @Override
    public void resumeWrites() {
        if (isSecure() && !onIoThread()) {
            execute(() -> sink().resumeWrites());
        } else {
            sink().resumeWrites();
        }
    }

    @Override
    public void suspendReads() {
        source().suspendReads();
    }

    @Override
    public void resumeReads() {
        source().resumeReads();
    }

    @Override
    public void shutdownOutput() {
        execute(this::endOutput);
    }

    @Override
    public void close() {
        execute(this::endInOrder);
    }

    @Override
    public void reset() {
        execute(this::endAbruptly);
    }

    /** XNIO refuses the tasks of a thread that stops, but that thread ends all its sockets by itself. */
    @Override
    public void execute(Runnable task) {
        var _ = isHandedOver(task); // dropped if not, as SocketIo promises
    }

    private boolean isHandedOver(Runnable task) {
        try {
            connection.getIoThread().execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    @Override
    public void executeNextTurn(Runnable task) {
        NextTurn.execute(connection.getIoThread(), task);
    }

    @Override
    public boolean onIoThread() {
        return Thread.currentThread() == connection.getIoThread();
    }

    @Override
    public InetSocketAddress peer() {
        return Objects.requireNonNull(connection.getPeerAddress(InetSocketAddress.class), "peer of " + connection);
    }

    // What XNIO calls

    @Override
    public void readReady() {
        try {
            read();
        } catch (IOException e) {
            end(e);
        } catch (RuntimeException | Error e) {
            crash(e);
        }
    }

    @Override
    public void writeReady() {
        try {
            if (sink().flush()) {
                flushed();
            }
        } catch (IOException e) {
            end(e);
        } catch (RuntimeException | Error e) {
            crash(e);
        }
    }

    /** The IO thread stops. */
    @Override
    public void forceTermination() {
        end(new AsynchronousCloseException());
    }

    /**
     * A direction was closed, by us or somebody else, and not necessarily on the IO thread. An IO thread that stops takes no tasks any more,
     * and does not find sockets that somebody else has just closed on it.
     */
    @Override
    public void terminated() {
        if (!ended && !connection.isOpen() && !isHandedOver(this::forceTermination) && onIoThread()) {
            forceTermination();
        }
    }

    // IO thread

    /** Reads once: if there is more, the selector says so again, after the other sockets had their turn. */
    private void read() throws IOException {
        ByteBuffer bytes = readBuffer();
        int count = source().read(bytes);
        if (count < 0) {
            end(null);
        } else if (count > 0) {
            listener.readable(bytes.flip());
        }
    }

    private void endOutput() {
        try {
            sink().terminateWrites();
            flush();
        } catch (IOException e) {
            end(e);
        }
    }

    private void flushed() {
        if (closing) {
            end(null);
        } else {
            sink().suspendWrites();
            listener.writable();
        }
    }

    /** A TLS socket has to pass on what it has taken, and to say that nothing more comes (RFC 8446 6.1). */
    private void endInOrder() {
        if (ended || !isSecure()) {
            end(null);
            return;
        }
        if (closing) {
            return;
        }
        closing = true;
        try {
            sink().terminateWrites();
            if (sink().flush()) {
                end(null);
            } else {
                sink().resumeWrites();
            }
        } catch (IOException e) {
            end(e);
        }
    }

    private void endAbruptly() {
        try {
            connection.setOption(Options.CLOSE_ABORT, true);
        } catch (IOException e) {
            // The socket is closed already: there is nothing left to reset.
        }
        end(null);
    }

    private void crash(Throwable thrown) {
        report(thrown);
        end(thrown);
    }

    private void end(@Nullable Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        IoUtils.safeClose(connection);
        Listener told = listener;
        listener = NOBODY;
        try {
            told.ended(cause);
        } catch (RuntimeException | Error e) {
            report(e);
        }
    }

    static void report(Throwable thrown) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    // The writing thread

    /** A plain socket that takes less than offered is full; a TLS socket takes one record at a time. */
    private void writePieces(ByteBuffer source, int end) throws IOException {
        while (source.position() < end) {
            int start = source.position();
            int piece = Math.min(end - start, MAX_WRITE_BYTES);
            source.limit(start + piece);
            sink().write(source);
            int taken = source.position() - start;
            if (taken == 0 || (taken < piece && !isSecure())) {
                return;
            }
        }
    }

    /** What a TLS socket has taken but not passed on must follow, asked for or not. */
    private void flush() throws IOException {
        if (!sink().flush()) {
            sink().resumeWrites();
        }
    }

    private boolean isSecure() {
        return connection instanceof SslConnection;
    }

    private StreamSourceConduit source() {
        return connection.getSourceChannel().getConduit();
    }

    private StreamSinkConduit sink() {
        return connection.getSinkChannel().getConduit();
    }
}
