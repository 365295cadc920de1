package dev.redstart.load.swarm;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Connection} on its socket: moves bytes between the two and keeps what is incomplete in either direction.
 * <p>
 * Threading: all of it belongs to the thread of its loop.
 */
final class Link implements Connection.Host {
    private final Loop loop;
    private final Connection connection;
    private final long openedNanos;
    private @Nullable SelectionKey key;
    /** The start of a frame whose rest has not come; null for most links at most times. */
    private byte @Nullable [] unread;
    /** What the socket would not take; null for most links at most times. */
    private @Nullable ByteBuffer unwritten;
    private long heartbeatAtNanos;
    /** When a connection that leaves must have left. */
    private long leftByNanos;
    private boolean joined;

    /** @param openedNanos when its opening began, or was meant to begin */
    Link(Loop loop, int number, Connection.Script script, long openedNanos) {
        this.loop = loop;
        this.openedNanos = openedNanos;
        this.connection = new Connection(number, script, this);
    }

    Connection connection() {
        return connection;
    }

    long openedNanos() {
        return openedNanos;
    }

    long heartbeatAtNanos() {
        return heartbeatAtNanos;
    }

    void heartbeatAt(long nanos) {
        heartbeatAtNanos = nanos;
    }

    Loop loop() {
        return loop;
    }

    long leftByNanos() {
        return leftByNanos;
    }

    void leftBy(long nanos) {
        leftByNanos = nanos;
    }

    /** Begins to connect; {@code receiveBuffer} as in the plan. */
    void open(Selector selector, InetSocketAddress server, @Nullable InetSocketAddress source, int receiveBuffer) {
        try {
            var channel = SocketChannel.open();
            channel.configureBlocking(false);
            if (receiveBuffer > 0) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer); // before the window is told
            }
            key = channel.register(selector, SelectionKey.OP_CONNECT, this);
            if (source != null) {
                channel.bind(source);
            }
            if (channel.connect(server)) {
                connected();
            }
        } catch (IOException | UnresolvedAddressException e) {
            connection.broken(connectFault(e), String.valueOf(e));
        }
    }

    /** Does what the selector says can be done now. */
    void ready(ByteBuffer scratch) {
        var ready = key;
        if (ready == null || !ready.isValid()) {
            return;
        }
        try {
            if (ready.isConnectable()) {
                finishConnect(ready);
            }
            if (ready.isValid() && ready.isWritable()) {
                flush(ready);
            }
            if (ready.isValid() && ready.isReadable()) {
                read(ready, scratch);
            }
        } catch (IOException e) {
            connection.broken(Fault.RESET_BY_SERVER, String.valueOf(e));
        }
    }

    @Override
    public void send(ByteBuffer bytes) {
        var to = key;
        if (to == null) {
            return;
        }
        try {
            if (unwritten == null) {
                channel(to).write(bytes);
            }
            if (bytes.hasRemaining()) {
                keep(to, bytes);
            }
        } catch (IOException e) {
            connection.broken(Fault.RESET_BY_SERVER, String.valueOf(e));
        }
    }

    @Override
    public void joined() {
        joined = true;
        loop.joined(this);
    }

    @Override
    public void pushed(String event, byte[] message) {
        loop.tally().pushed();
        loop.drill().pushed(this, event, message);
    }

    @Override
    public void pingAnswered(long at) {
        loop.drill().answered(this, at);
    }

    @Override
    public void finish() {
        try {
            if (key != null) {
                channel(key).shutdownOutput();
            }
        } catch (IOException e) {
            connection.broken(Fault.RESET_BY_SERVER, String.valueOf(e));
        }
    }

    @Override
    public void reset() {
        try {
            if (key != null) {
                channel(key).setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException _) {
            // it has gone already
        }
        closed();
    }

    /** Stops to read, or reads again what has waited meanwhile. */
    void reads(boolean wanted) {
        if (key != null && key.isValid()) {
            key.interestOps(wanted ? SelectionKey.OP_READ : 0);
        }
    }

    @Override
    public void heartbeatAnswered() {
        loop.tally().heartbeatAnswered();
    }

    @Override
    public void failed(Fault fault, String detail) {
        loop.tally().failed(fault, detail);
        closed();
    }

    @Override
    public void closed() {
        disconnect();
        loop.closed(this, joined);
    }

    private void finishConnect(SelectionKey ready) {
        try {
            channel(ready).finishConnect();
            connected();
        } catch (IOException e) {
            connection.broken(connectFault(e), String.valueOf(e));
        }
    }

    private void connected() throws IOException {
        var connected = Objects.requireNonNull(key);
        connected.interestOps(SelectionKey.OP_READ);
        channel(connected).setOption(StandardSocketOptions.TCP_NODELAY, true);
        connection.connected();
    }

    private void read(SelectionKey ready, ByteBuffer scratch) throws IOException {
        scratch.clear();
        if (unread != null) {
            scratch.put(unread);
            unread = null;
        }
        int count = channel(ready).read(scratch);
        connection.received(scratch.flip());
        if (count < 0) {
            connection.ended();
        } else if (scratch.hasRemaining() && key != null) {
            unread = new byte[scratch.remaining()];
            scratch.get(unread);
        }
    }

    private void flush(SelectionKey ready) throws IOException {
        var waiting = unwritten;
        if (waiting != null) {
            channel(ready).write(waiting);
            if (waiting.hasRemaining()) {
                return;
            }
        }
        unwritten = null;
        ready.interestOps(SelectionKey.OP_READ);
    }

    private void keep(SelectionKey to, ByteBuffer bytes) {
        var before = unwritten == null ? ByteBuffer.allocate(0) : unwritten;
        unwritten = ByteBuffer.allocate(before.remaining() + bytes.remaining()).put(before).put(bytes).flip();
        to.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    private void disconnect() {
        var closing = key;
        key = null;
        unread = null;
        unwritten = null;
        if (closing != null) {
            try {
                closing.channel().close();
            } catch (IOException _) {
                // the descriptor is gone either way
            }
        }
    }

    private static SocketChannel channel(SelectionKey key) {
        return (SocketChannel) key.channel();
    }

    private static Fault connectFault(Exception e) {
        return switch (e) {
            case BindException _ -> Fault.NO_SOURCE_PORT;
            case ConnectException _ -> Fault.CONNECT_REFUSED; // the kernel's own timeout, minutes, is never reached
            default -> Fault.CONNECT_FAILED;
        };
    }
}
