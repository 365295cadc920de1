package dev.redstart.channels.functional;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A client that takes nothing from its socket until it is asked to, with next to no room to receive. */
final class SlowClient implements AutoCloseable {
    private static final String HANDSHAKE = """
            GET /socket/websocket?vsn=2.0.0 HTTP/1.1
            Host: 127.0.0.1
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

            """;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;

    private final Socket socket = new Socket();
    private final DataInputStream in;

    SlowClient(int port) throws IOException {
        socket.setReceiveBufferSize(4_096); // before it connects, or the window is agreed on already
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Client.PATIENCE_SECONDS));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        socket.getOutputStream().write(HANDSHAKE.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.readByte());
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 101 ");
    }

    /** A text of at most 125 bytes, masked with zeros. */
    void send(String text) throws IOException {
        var payload = text.getBytes(StandardCharsets.UTF_8);
        var frame = new byte[6 + payload.length];
        frame[0] = (byte) (0x80 | TEXT);
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(payload, 0, frame, 6, payload.length);
        socket.getOutputStream().write(frame);
    }

    /** The next text, or {@code close CODE}, or {@code end} if the stream is over. */
    String next() throws IOException {
        try {
            int opcode = in.readByte() & 0x0F;
            int length = in.readByte();
            var payload = in
                    .readNBytes(length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length);
            return opcode == CLOSE
                    ? "close " + ByteBuffer.wrap(payload).getShort()
                    : new String(payload, StandardCharsets.UTF_8);
        } catch (EOFException e) {
            return "end";
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
