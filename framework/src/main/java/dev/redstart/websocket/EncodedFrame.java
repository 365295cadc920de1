package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The wire image of one server frame: immutable, encoded once, sent to any number of connections by any thread. How far
 * a connection has come with it is kept by that connection. Server frames are final and not masked (RFC 6455 5.1).
 *
 * <p>
 * A frame that is sent to connections that compress gets a second image, which it keeps: it is compressed once for all.
 */
public final class EncodedFrame {
    private static final int MAX_CONTROL_PAYLOAD = 125;

    private static final Object NO_KEY = new Object();
    /** The first of the three reserved bits (RFC 7692 6). */
    private static final int COMPRESSED = 0x40;

    /** @param frame the compressed one, or the one it belongs to if that is not longer */
    private record Image(Compression by, EncodedFrame frame) {}

    private final byte[] wire;
    /** Null if it must arrive. */
    private final @Nullable Object key;
    /** The latest. Changed under the lock, read also without. */
    private volatile @Nullable Image image;

    private EncodedFrame(byte[] wire, @Nullable Object key) {
        this.wire = wire;
        this.key = key;
    }

    public static EncodedFrame text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The caller vouches for the bytes being UTF-8. */
    public static EncodedFrame text(byte[] utf8) {
        return text(ByteBuffer.wrap(utf8));
    }

    /** The caller vouches for the bytes being UTF-8. The buffer's position stays as it is. */
    public static EncodedFrame text(ByteBuffer utf8) {
        return encode(Opcode.TEXT, utf8);
    }

    public static EncodedFrame binary(byte[] bytes) {
        return binary(ByteBuffer.wrap(bytes));
    }

    /** The buffer's position stays as it is. */
    public static EncodedFrame binary(ByteBuffer bytes) {
        return encode(Opcode.BINARY, bytes);
    }

    public static EncodedFrame ping(ByteBuffer payload) {
        return encodeControl(Opcode.PING, payload);
    }

    public static EncodedFrame pong(ByteBuffer payload) {
        return encodeControl(Opcode.PONG, payload);
    }

    /** A close frame with a code and, as always, no reason text. */
    public static EncodedFrame close(int code) {
        if (!CloseCode.mayBeSent(code)) {
            throw new IllegalArgumentException(
                    "close code must be one a server may send, was " + code + " (RFC 6455 7.4)");
        }
        return encodeControl(Opcode.CLOSE, ByteBuffer.allocate(2).putShort(0, (short) code));
    }

    /**
     * The same frame as one that need not reach a client that is too slow: {@link WebSocketLimits.Overflow} may drop it.
     * All others arrive or the connection ends.
     */
    public EncodedFrame droppable() {
        return new EncodedFrame(wire, NO_KEY);
    }

    /**
     * The same frame as one that may be dropped, and that is worthless once another with an equal key has been sent
     * behind it. Keys are compared while a lock is held, so their {@code equals} must be quick and throw nothing.
     */
    public EncodedFrame conflatedBy(Object conflationKey) {
        return new EncodedFrame(wire, Objects.requireNonNull(conflationKey, "conflationKey"));
    }

    boolean isDroppable() {
        return key != null;
    }

    @Nullable
    Object conflationKey() {
        return key == NO_KEY ? null : key;
    }

    /** How many bytes it takes on the wire, header included. */
    public int size() {
        return wire.length;
    }

    public boolean isText() {
        return opcode() == Opcode.TEXT;
    }

    /** A read-only view of what it carries. */
    public ByteBuffer payload() {
        return ByteBuffer.wrap(wire, headerSize(), payloadBytes()).slice().asReadOnlyBuffer();
    }

    /** A read-only view of the whole wire image. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(wire).asReadOnlyBuffer();
    }

    /**
     * What remains to be written once {@code written} bytes are gone. The buffer is the caller's, the bytes are shared.
     */
    ByteBuffer remainder(int written) {
        return ByteBuffer.wrap(wire, written, wire.length - written);
    }

    /** Copies as much as fits into {@code target}, from byte {@code written} on. */
    void copyTo(ByteBuffer target, int written) {
        target.put(wire, written, Math.min(wire.length - written, target.remaining()));
    }

    // Compression (RFC 7692 7.2.1)

    /** Whether it is a message, and one of at least so many bytes. */
    boolean isMessageFrom(int minBytes) {
        return !Opcode.isControl(opcode()) && payloadBytes() >= minBytes;
    }

    /** This frame compressed, or itself if that is not shorter. */
    EncodedFrame compressedBy(PermessageDeflate deflate) {
        Image present = image;
        return present != null && present.by.equals(deflate.compression()) ? present.frame : compressOnce(deflate);
    }

    /** Others that want the same wait for it: that takes no longer than doing it again. */
    private synchronized EncodedFrame compressOnce(PermessageDeflate deflate) {
        Image present = image;
        if (present == null || !present.by.equals(deflate.compression())) {
            present = new Image(deflate.compression(), compress(deflate));
            image = present;
        }
        return present.frame;
    }

    private EncodedFrame compress(PermessageDeflate deflate) {
        ByteBuffer payload = deflate.deflate(payload());
        return payload == null ? this : new EncodedFrame(encode(COMPRESSED | opcode(), payload).wire, key);
    }

    // Common

    private static EncodedFrame encodeControl(int opcode, ByteBuffer payload) {
        if (payload.remaining() > MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException(
                    "control frame payload must be <= " + MAX_CONTROL_PAYLOAD + " bytes, was "
                            + payload.remaining() + " (RFC 6455 5.5)");
        }
        return encode(opcode, payload);
    }

    /** @param first the opcode, and reserved bits that are set */
    private static EncodedFrame encode(int first, ByteBuffer payload) {
        int length = payload.remaining();
        ByteBuffer wire = ByteBuffer.allocate(headerSize(length) + length).put((byte) (0x80 | first));
        putLength(wire, length);
        wire.put(wire.position(), payload, payload.position(), length);
        return new EncodedFrame(wire.array(), null);
    }

    private int opcode() {
        return wire[0] & 0x0F;
    }

    private int headerSize() {
        int marker = wire[1];
        return marker == 126 ? 4 : marker == 127 ? 10 : 2;
    }

    private int payloadBytes() {
        return wire.length - headerSize();
    }

    private static int headerSize(int length) {
        return length <= 125 ? 2 : length <= 0xFFFF ? 4 : 10;
    }

    private static void putLength(ByteBuffer wire, int length) {
        switch (headerSize(length)) {
            case 2 -> wire.put((byte) length);
            case 4 -> wire.put((byte) 126).putShort((short) length);
            default -> wire.put((byte) 127).putLong(length);
        }
    }
}
