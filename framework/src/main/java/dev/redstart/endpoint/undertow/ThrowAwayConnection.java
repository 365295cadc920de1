package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

import io.undertow.conduits.ReadDataStreamSourceConduit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Option;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.ReadReadyHandler;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.StreamSourceConduit;
import org.xnio.conduits.TerminateHandler;
import org.xnio.conduits.WriteReadyHandler;

/**
 * What Undertow's HTTP gets in place of an accepted socket: it reads and writes the socket, plain or TLS, but hangs everything it knows of
 * the connection on this object. When the connection is upgraded this object is thrown away with all of that, and the bare socket stays
 * (DESIGN.md 3.5).
 *
 * <p>Threading: {@link #detach} on the IO thread; the rest is XNIO's and Undertow's.
 */
final class ThrowAwayConnection extends StreamConnection {
    private final StreamConnection socket;
    /** Written by the IO thread, before it closes this object. */
    private boolean detached;

    ThrowAwayConnection(StreamConnection socket) {
        super(socket.getIoThread());
        this.socket = socket;
        setSourceConduit(new Source(socket.getSourceChannel().getConduit()));
        setSinkConduit(new Sink(socket.getSinkChannel().getConduit()));
    }

    /**
     * What Undertow has read beyond the request, in the IO thread's buffer; null if nothing. To be asked before {@link #detach}, which has
     * Undertow throw it away.
     */
    @Nullable
    ByteBuffer early() throws IOException {
        if (!(getSourceChannel().getConduit() instanceof ReadDataStreamSourceConduit pipelined)) {
            return null;
        }
        var bytes = ConduitSocketIo.readBuffer();
        return pipelined.read(bytes) > 0 ? bytes.flip() : null; // at most one buffer of Undertow's pool, which is smaller
    }

    /**
     * Ends the HTTP connection, and with it its timers and its place among Undertow's connections, but not the socket. Whoever takes that
     * sets ready handlers of his own: those of HTTP are still in place.
     */
    StreamConnection detach() {
        detached = true;
        IoUtils.safeClose(this);
        return socket;
    }

    /** Undertow's own lists and timers are told by the end of this object, however the socket came to its end. */
    private void follow() {
        if (!detached && !socket.isOpen()) {
            IoUtils.safeClose(this);
        }
    }

    @Override
    protected void closeAction() throws IOException {
        if (!detached) {
            socket.close();
        }
    }

    @Override
    protected void notifyReadClosed() {
        if (!detached) {
            super.notifyReadClosed();
        }
    }

    @Override
    protected void notifyWriteClosed() {
        if (!detached) {
            super.notifyWriteClosed();
        }
    }

    @Override
    public SocketAddress getPeerAddress() {
        return socket.getPeerAddress();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public boolean supportsOption(Option<?> option) {
        return socket.supportsOption(option);
    }

    @Override
    public <T> @Nullable T getOption(Option<T> option) throws IOException {
        return socket.getOption(option);
    }

    @Override
    public <T> @Nullable T setOption(Option<T> option, @Nullable T value) throws IOException {
        return socket.setOption(option, value);
    }

    private final class Source extends AbstractStreamSourceConduit<StreamSourceConduit> {
        Source(StreamSourceConduit socket) {
            super(socket);
        }

        @Override
        public void setReadReadyHandler(ReadReadyHandler handler) {
            next.setReadReadyHandler(new Reading(handler));
        }
    }

    private final class Sink extends AbstractStreamSinkConduit<StreamSinkConduit> {
        Sink(StreamSinkConduit socket) {
            super(socket);
        }

        @Override
        public void setWriteReadyHandler(WriteReadyHandler handler) {
            next.setWriteReadyHandler(new Writing(handler));
        }
    }

    /** A handler of HTTP that hears of the end, and this object with it. */
    private abstract class Following<H extends TerminateHandler> implements TerminateHandler {
        final H handler;

        Following(H handler) {
            this.handler = handler;
        }

        @Override
        public final void forceTermination() {
            handler.forceTermination();
        }

        @Override
        public final void terminated() {
            handler.terminated();
            follow();
        }
    }

    private final class Reading extends Following<ReadReadyHandler> implements ReadReadyHandler {
        Reading(ReadReadyHandler handler) {
            super(handler);
        }

        @Override
        public void readReady() {
            handler.readReady();
        }
    }

    private final class Writing extends Following<WriteReadyHandler> implements WriteReadyHandler {
        Writing(WriteReadyHandler handler) {
            super(handler);
        }

        @Override
        public void writeReady() {
            handler.writeReady();
        }
    }
}
