package dev.redstart.endpoint;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import dev.redstart.process.ProcessContext;
import dev.redstart.websocket.EncodedFrame;

/**
 * One client of a {@link RawSocket}.
 *
 * <p>Threading: sending and closing from any thread; {@link #process} in callbacks only.
 */
public final class RawConnection {
    private final Connection connection;
    private final ProcessContext<Object> process;

    RawConnection(Connection connection, ProcessContext<Object> process) {
        this.connection = connection;
        this.process = process;
    }

    /** Sends a text; false if it was not taken, because the connection is closing, or does so now because its client is too slow. */
    public boolean sendText(String text) {
        return connection.send(EncodedFrame.text(text));
    }

    /** Sends a text that is valid UTF-8. */
    public boolean sendText(ByteBuffer utf8) {
        return connection.send(EncodedFrame.text(utf8));
    }

    /** Sends bytes. */
    public boolean sendBinary(ByteBuffer bytes) {
        return connection.send(EncodedFrame.binary(bytes));
    }

    /** Sends a frame that was encoded before, for one or for many, such as one that a slow client may miss. */
    public boolean send(EncodedFrame frame) {
        return connection.send(frame);
    }

    /** Sends a ping of at most 125 bytes. */
    public boolean ping(ByteBuffer payload) {
        return connection.send(EncodedFrame.ping(payload));
    }

    /** Closes the connection behind what was sent before. */
    public void close(int code) {
        connection.close(code);
    }

    /** The client's address. */
    public InetSocketAddress peer() {
        return connection.peer();
    }

    /** Everything else a process can do. */
    public ProcessContext<Object> process() {
        return process;
    }
}
