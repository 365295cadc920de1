package dev.redstart.endpoint.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.RawClient;
import dev.redstart.websocket.ServerFrame;

import static org.assertj.core.api.Assertions.assertThat;

/** The client's side of a conversation: what it sends, and what it must get in answer. */
final class Peer implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    /** Of the first byte of a frame. */
    static final int FIN = 0x80;
    static final int COMPRESSED = 0x40;

    private final RawClient client;
    private final String head;

    Peer(RawClient client, String head) {
        this.client = client;
        this.head = head;
    }

    /** What the server answered to the handshake. */
    String head() {
        return head;
    }

    Peer sends(byte[]... frames) throws IOException {
        client.send(frames);
        return this;
    }

    /** In pieces of so many bytes. */
    Peer sendsChopped(int size, byte[]... frames) throws IOException {
        byte[] all = ClientFrame.concat(frames);
        for (int from = 0; from < all.length; from += size) {
            client.send(Arrays.copyOfRange(all, from, Math.min(all.length, from + size)));
        }
        return this;
    }

    Peer gets(ServerFrame... frames) throws IOException {
        for (var expected : frames) {
            assertThat(client.receive()).contains(expected);
        }
        return this;
    }

    /** The very bytes. */
    Peer getsBytes(byte... bytes) throws IOException {
        assertThat(client.read(bytes.length)).isEqualTo(bytes);
        return this;
    }

    /** A text, and nothing is wrong after it. */
    Peer isStillThere() throws IOException {
        return sends(ClientFrame.text("still there?")).gets(ServerFrame.text("still there?"));
    }

    /** The server closes with this code, and then the stream ends. */
    void isClosedWith(int code) throws IOException {
        gets(ServerFrame.close(code));
        assertThat(client.receive()).as("nothing follows the close frame").isEmpty();
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    /** A message in frames with payloads of so many bytes. */
    static byte[] fragmented(int opcode, int size, byte... message) {
        var frames = new byte[Math.max(1, Math.ceilDiv(message.length, size))][];
        for (int i = 0; i < frames.length; i++) {
            int from = i * size;
            int to = Math.min(message.length, from + size);
            int first = (i == frames.length - 1 ? FIN : 0) | (i == 0 ? opcode : CONTINUATION);
            frames[i] = ClientFrame.masked(first, 0x5A_A5_0F_F0 + i, Arrays.copyOfRange(message, from, to));
        }
        return ClientFrame.concat(frames);
    }

    static ServerFrame binary(byte... bytes) {
        return new ServerFrame(BINARY, HexFormat.of().formatHex(bytes));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A message of this length that is not the same everywhere. */
    static byte[] pattern(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    /** The same as a text of letters. */
    static String letters(int length) {
        var bytes = pattern(length);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + (bytes[i] & 0xF));
        }
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
