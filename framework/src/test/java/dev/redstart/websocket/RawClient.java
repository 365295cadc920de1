package dev.redstart.websocket;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLContext;

/** A client that sends and receives plain bytes, also those no real client would. */
public final class RawClient implements AutoCloseable {
    public static final String HANDSHAKE = """
            GET /socket HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Version: 13\r
            \r
            """;

    /** The TCP socket, also if {@link #socket} is the TLS socket above it. */
    private final Socket transport;
    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket transport, Socket socket) throws IOException {
        this.transport = transport;
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawClient connect(int port) throws IOException {
        return connect(port, 0);
    }

    /** With a receive buffer of about this size, so that it is soon full; 0 for the system's own choice. */
    public static RawClient connect(int port, int receiveBuffer) throws IOException {
        Socket socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return new RawClient(socket, socket);
    }

    public static RawClient upgraded(int port) throws IOException {
        return connect(port).upgrade();
    }

    /** The same through TLS. */
    public RawClient secure(SSLContext context) throws IOException {
        return new RawClient(transport,
                context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true));
    }

    /** @param early what is sent in one segment with the request */
    public RawClient upgrade(byte... early) throws IOException {
        send(HANDSHAKE.getBytes(StandardCharsets.ISO_8859_1), early);
        readHead();
        return this;
    }

    public void send(byte[]... parts) throws IOException {
        socket.getOutputStream().write(ClientFrame.concat(parts));
    }

    /** The head of an HTTP answer. */
    public String readHead() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("end of stream after " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** The next frame, empty at the end of the stream. */
    public Optional<ServerFrame> receive() throws IOException {
        return ServerFrame.read(in);
    }

    /** As {@link #receive}, but gives up and is empty if nothing begins to arrive in time. */
    public Optional<ServerFrame> receiveWithin(Duration patience) throws IOException {
        int usual = socket.getSoTimeout();
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        try {
            in.mark(1);
            in.read();
            in.reset();
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        } finally {
            socket.setSoTimeout(usual);
        }
        return receive();
    }

    public byte[] read(int count) throws IOException {
        return in.readNBytes(count);
    }

    /** Reads to the end of the stream and throws that away. */
    public long drain() throws IOException {
        long count = 0;
        byte[] waste = new byte[64 * 1024];
        for (int size = in.read(waste); size >= 0; size = in.read(waste)) {
            count += size;
        }
        return count;
    }

    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Ends the connection with a RST. */
    public void reset() throws IOException {
        transport.setSoLinger(true, 0);
        transport.close();
    }

    public int localPort() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
