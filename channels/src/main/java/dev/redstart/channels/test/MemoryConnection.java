package dev.redstart.channels.test;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Objects;

import dev.redstart.endpoint.Connection;
import dev.redstart.endpoint.ConnectionDriver;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessRef;
import dev.redstart.websocket.CloseCode;
import dev.redstart.websocket.CloseReason;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * A connection without a transport: frames go straight into an {@link Inbox}. Also the state of its process.
 *
 * <p>Threading: as {@link Connection}; the driver belongs to the process.
 */
final class MemoryConnection implements Connection {
    /** Messages of the process. */
    sealed interface Event {
        record Opened() implements Event {}

        record Received(boolean isText, ByteBuffer message) implements Event {}

        record Closed(CloseReason reason) implements Event {}
    }

    final Inbox inbox = new Inbox();
    private final ConnectionDriver driver;
    private final InetSocketAddress peer;
    private volatile @Nullable ProcessRef<Object> process;

    MemoryConnection(ConnectionDriver driver, InetSocketAddress peer) {
        this.driver = driver;
        this.peer = peer;
    }

    void start(ProcessRef<Object> started) {
        process = started;
        started.tell(new Event.Opened());
    }

    void receive(boolean isText, ByteBuffer message) {
        process().tell(new Event.Received(isText, message));
    }

    /** The client is gone. */
    void hangUp() {
        if (inbox.close(CloseCode.NORMAL)) {
            process().tell(new Event.Closed(new CloseReason(CloseCode.NORMAL, true, CloseReason.Side.PEER, null)));
        }
    }

    // ---- Connection ---------------------------------------------------------------------------------------------------------------

    @Override
    public boolean send(EncodedFrame frame) {
        return inbox.add(frame);
    }

    @Override
    public void close(int code) {
        if (inbox.close(code)) {
            process().tell(new Event.Closed(new CloseReason(code, true, CloseReason.Side.SERVER, null)));
        }
    }

    @Override
    public void suspendReads() {}

    @Override
    public void resumeReads() {}

    @Override
    public ProcessRef<Object> process() {
        return Objects.requireNonNull(process, "the connection has not been started");
    }

    @Override
    public InetSocketAddress peer() {
        return peer;
    }

    // ---- the process --------------------------------------------------------------------------------------------------------------

    ConnectionDriver driver() {
        return driver;
    }

    void opened(ProcessContext<Object> context) {
        context.own(() -> inbox.close(CloseCode.INTERNAL_ERROR));
        driver.opened(this, context);
    }
}
