package dev.redstart.endpoint;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import dev.redstart.process.InlineProcess;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.PromptCloseable;
import dev.redstart.websocket.CloseReason;
import dev.redstart.websocket.EncodedFrame;
import dev.redstart.websocket.SocketIo;
import dev.redstart.websocket.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * One connection: the state of its process, and the meeting point of socket, process and driver.
 *
 * <p>Threading: made on its IO thread, which is also where its process runs and where the socket calls. {@link Connection}'s methods may be
 * called by any thread; neighbours belong to the IO thread's {@link ConnectionList}.
 */
final class ConnectionProcess implements Connection, WebSocketConnection.Listener, PromptCloseable {
    final ConnectionDriver driver;
    private final Mount mount;
    private final WebSocketConnection webSocket;
    private final InlineProcess<Object> process;
    private final ConnectionList list;
    @Nullable
    ConnectionProcess next;
    @Nullable
    ConnectionProcess previous;

    ConnectionProcess(Mount mount, SocketRoute.Admission.Admitted admitted, SocketIo io, ConnectionList list) {
        this.mount = mount;
        this.driver = admitted.driver();
        this.list = list;
        this.webSocket = new WebSocketConnection(io, this, list.group(mount, admitted.compressed()));
        this.process = mount.spawn(this, io);
    }

    /** @return who is to hear what the socket has to say */
    SocketIo.Listener open() {
        list.add(this);
        mount.opened();
        process.run(context -> {
            // ends the connection also when the process is killed, where terminate does not run
            context.own(this);
            driver.opened(this, context);
        });
        if (!process.pid().isAlive()) { // killed before it could own its socket, for example with its supervisor
            close();
        }
        return webSocket;
    }

    /** Its process, which owns it, has ended. */
    @Override
    public void close() {
        webSocket.close(dev.redstart.websocket.CloseCode.INTERNAL_ERROR);
    }

    boolean isOf(Mount other) {
        return mount == other;
    }

    void sweep(long now) {
        webSocket.sweep(now);
    }

    // ---- Connection ---------------------------------------------------------------------------------------------------------------

    @Override
    public boolean send(EncodedFrame frame) {
        return webSocket.send(frame);
    }

    @Override
    public boolean post(EncodedFrame frame) {
        return webSocket.post(frame);
    }

    @Override
    public void close(int code) {
        webSocket.close(code);
    }

    @Override
    public void suspendReads() {
        webSocket.suspendReads();
    }

    @Override
    public void resumeReads() {
        webSocket.resumeReads();
    }

    @Override
    public ProcessRef<Object> process() {
        return process;
    }

    @Override
    public InetSocketAddress peer() {
        return webSocket.peer();
    }

    // ---- what the socket says -----------------------------------------------------------------------------------------------------

    @Override
    public void text(WebSocketConnection connection, ByteBuffer utf8) {
        mount.messagesIn().increment();
        process.run(context -> driver.text(utf8, context));
    }

    @Override
    public void binary(WebSocketConnection connection, ByteBuffer bytes) {
        mount.messagesIn().increment();
        process.run(context -> driver.binary(bytes, context));
    }

    @Override
    public void ping(WebSocketConnection connection, ByteBuffer payload) {
        process.run(context -> driver.ping(payload, context));
    }

    @Override
    public void pong(WebSocketConnection connection, ByteBuffer payload) {
        process.run(context -> driver.pong(payload, context));
    }

    @Override
    public void lost(WebSocketConnection connection, int frames) {
        mount.lost(connection.peer(), frames);
        process.run(context -> driver.lost(frames, context));
    }

    @Override
    public void closed(WebSocketConnection connection, CloseReason reason) {
        list.remove(this);
        mount.closed(connection.peer(), reason);
        process.run(context -> driver.closed(reason, context));
        process.end(Connection.endReason(reason));
    }
}
