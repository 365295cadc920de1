package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one client into messages and control frames (RFC 6455 5). A message that lies whole in one frame
 * and one input is handed on where it lies, unmasked in place; only what is unfinished at the end of an input is
 * copied. Every rule is checked at the first byte that breaks it, every limit before any of the payload is kept. A
 * compressed message (RFC 7692) is kept as it came until it is whole, so that no inflater waits for a peer; what is in it
 * is checked then.
 *
 * <pre>{@code
 *   FIRST --> SECOND --> LENGTH --> MASK --> PAYLOAD --> FIRST      (byte of the frame that comes next)
 *                |                   ^
 *                +-------------------+  length in the second byte
 * }</pre>
 *
 * <p>
 * Threading: none of its own; one thread at a time. After a {@link ProtocolException} or a close frame it must not be
 * used any more. An exception of the sink leaves it usable.
 */
final class FrameDecoder {

    /** What the frames mean. Buffers are valid during the call only. */
    interface Sink {
        /** Valid UTF-8. */
        void text(ByteBuffer utf8);

        void binary(ByteBuffer bytes);

        void ping(ByteBuffer payload);

        void pong(ByteBuffer payload);

        /** A close frame with a code that may travel, or {@link CloseCode#NO_STATUS}. */
        void close(int code);
    }

    private enum Part {
        FIRST, SECOND, LENGTH, MASK, PAYLOAD
    }

    private static final byte[] NOTHING = {};
    private static final int MIN_CAPACITY = 1024;
    /** The first of the three reserved bits. */
    private static final int COMPRESSED = 0b100;

    private final WebSocketLimits limits;
    /** Null if it was not negotiated. */
    private final @Nullable PermessageDeflate deflate;
    private final UnfinishedBytes unfinished;
    private final Sink sink;

    // The frame at hand

    private Part part = Part.FIRST;
    /** How many bytes of this part are still to come, if it has more than one. */
    private int left;
    private boolean fin;
    private boolean compressed;
    private int opcode;
    private long length;
    /** The smallest length that may be written in as many bytes as it was. */
    private int minLength;
    /** Turned so that its first byte belongs to the next byte of the payload. */
    private int mask;
    /** The payload of a control frame that did not come whole. */
    private byte @Nullable [] control;

    // The message at hand

    /** {@link Opcode#CONTINUATION} if there is none. */
    private int messageOpcode = Opcode.CONTINUATION;
    /** Null if the message is not compressed. */
    private @Nullable PermessageDeflate inflating;
    private byte[] message = NOTHING;
    private int messageLength;
    private int utf8 = Utf8.BOUNDARY;
    private boolean hadEmptyContinuation;

    /**
     * @param deflate whose inflaters compressed messages need; null if none may come
     * @param unfinished counts what is kept here with what others keep
     */
    FrameDecoder(WebSocketLimits limits, @Nullable PermessageDeflate deflate, UnfinishedBytes unfinished, Sink sink) {
        this.limits = limits;
        this.deflate = deflate;
        this.unfinished = unfinished;
        this.sink = sink;
    }

    /** Whether nothing is unfinished: a new decoder would go on as well as this one. */
    boolean isIdle() {
        return part == Part.FIRST && messageOpcode == Opcode.CONTINUATION;
    }

    /** How much memory unfinished payload takes. */
    int keptBytes() {
        return message.length + (control == null ? 0 : control.length);
    }

    /**
     * Takes the rest of one frame, or all there is if that is less.
     *
     * @param bytes big-endian; changed by unmasking
     * @return whether a frame was completed
     * @throws ProtocolException if the peer broke a rule or a limit
     */
    boolean decode(ByteBuffer bytes) {
        while (part != Part.PAYLOAD) {
            if (!bytes.hasRemaining()) {
                return false;
            }
            readHeader(bytes.get());
        }
        return Opcode.isControl(opcode) ? readControl(bytes) : readData(bytes);
    }

    // Header (RFC 6455 5.2)

    private void readHeader(byte b) {
        switch (part) {
            case FIRST -> readFirst(b);
            case SECOND -> readSecond(b);
            case LENGTH -> readLength(b);
            case MASK -> readMask(b);
            case PAYLOAD -> throw new IllegalStateException("payload taken for a header");
        }
    }

    private void readFirst(byte b) {
        fin = (b & 0x80) != 0;
        opcode = b & 0x0F;
        checkReserved((b >> 4) & 0b111);
        if (!Opcode.isKnown(opcode)) {
            throw violation("unknown opcode " + opcode + " (RFC 6455 5.2)");
        }
        if (!Opcode.isControl(opcode)) {
            checkSequence();
        } else if (!fin) {
            throw violation("fragmented control frame, opcode " + opcode + " (RFC 6455 5.5)");
        }
        part = Part.SECOND;
    }

    private void checkReserved(int reserved) {
        compressed = reserved == COMPRESSED && deflate != null;
        if (reserved != 0 && !compressed) {
            throw violation("reserved bits " + reserved + " set without a negotiated extension (RFC 6455 5.2)");
        }
        if (compressed && opcode != Opcode.TEXT && opcode != Opcode.BINARY) {
            throw violation("frame marked as compressed that does not begin a message, opcode " + opcode
                    + " (RFC 7692 6.1)");
        }
    }

    private void checkSequence() {
        boolean started = messageOpcode != Opcode.CONTINUATION;
        if (!started && opcode == Opcode.CONTINUATION) {
            throw violation("continuation frame without a started message (RFC 6455 5.4)");
        }
        if (started && opcode != Opcode.CONTINUATION) {
            throw violation("new message, opcode " + opcode + ", inside a fragmented one (RFC 6455 5.4)");
        }
    }

    private void readSecond(byte b) {
        if (b >= 0) {
            throw violation("client frame without a mask (RFC 6455 5.1)");
        }
        length = b & 0x7F;
        if (Opcode.isControl(opcode) && length > 125) {
            throw violation("control frame longer than 125 bytes, opcode " + opcode + " (RFC 6455 5.5)");
        }
        if (length <= 125) {
            expectMask();
        } else {
            boolean wide = length == 127;
            left = wide ? Long.BYTES : Short.BYTES;
            minLength = wide ? 0x1_0000 : 126;
            length = 0;
            part = Part.LENGTH;
        }
    }

    private void readLength(byte b) {
        if (left == Long.BYTES && b < 0) {
            throw violation("64-bit length with the top bit set (RFC 6455 5.2)");
        }
        length = (length << Byte.SIZE) | (b & 0xFF);
        left--;
        if (left == 0) {
            checkMinimal();
            expectMask();
        }
    }

    private void checkMinimal() {
        if (length < minLength) {
            throw violation("length " + length + " not written in the fewest bytes (RFC 6455 5.2)");
        }
    }

    /** The length is known: the last moment to refuse the frame without having kept anything of it. */
    private void expectMask() {
        if (!Opcode.isControl(opcode)) {
            checkLimits();
            checkProgress();
        }
        left = Integer.BYTES;
        part = Part.MASK;
    }

    private void checkLimits() {
        if (length > limits.maxFrameBytes() - headerSize()) {
            throw tooBig(
                    "frame with a payload of " + length + " bytes exceeds maxFrameBytes " + limits.maxFrameBytes());
        }
        boolean fragmented = !fin || opcode == Opcode.CONTINUATION;
        if (fragmented && messageLength + length > limits.maxMessageBytes()) {
            throw tooBig("fragmented message of " + (messageLength + length) + " bytes or more exceeds maxMessageBytes "
                    + limits.maxMessageBytes());
        }
    }

    private int headerSize() {
        return length <= 125 ? 6 : length <= 0xFFFF ? 8 : 14;
    }

    /**
     * Empty fragments cost the client next to nothing and never end, so one that only prolongs a message is refused. A
     * single one in a message that is still empty is let pass: the RFC allows it, and conformance suites send it.
     */
    private void checkProgress() {
        if (opcode == Opcode.CONTINUATION && !fin && length == 0) {
            if (messageLength > 0 || hadEmptyContinuation) {
                throw new ProtocolException(CloseCode.POLICY_VIOLATION,
                        "empty continuation frame that is not the last one");
            }
            hadEmptyContinuation = true;
        }
    }

    private void readMask(byte b) {
        mask = (mask << Byte.SIZE) | (b & 0xFF);
        left--;
        if (left == 0) {
            left = (int) length;
            part = Part.PAYLOAD;
        }
    }

    // Data frames (RFC 6455 5.4, 5.6)

    private boolean readData(ByteBuffer bytes) {
        if (opcode != Opcode.CONTINUATION) {
            messageOpcode = opcode;
            inflating = compressed ? deflate : null;
        }
        int from = bytes.position();
        int size = unmask(bytes);
        if (messageOpcode == Opcode.TEXT && inflating == null) {
            checkUtf8(bytes, from, size);
        }
        if (left > 0) {
            append(bytes, from, size);
            return false;
        }
        part = Part.FIRST;
        if (fin) {
            endMessage(bytes, from, size);
        } else {
            append(bytes, from, size);
        }
        return true;
    }

    private void checkUtf8(ByteBuffer bytes, int from, int size) {
        utf8 = Utf8.check(utf8, bytes, from, from + size);
        boolean end = fin && left == 0;
        if (utf8 == Utf8.INVALID || (end && utf8 != Utf8.BOUNDARY)) {
            throw notUtf8();
        }
    }

    static ProtocolException notUtf8() {
        return new ProtocolException(CloseCode.INVALID_PAYLOAD, "text message that is not UTF-8 (RFC 6455 8.1)");
    }

    private void endMessage(ByteBuffer bytes, int from, int size) {
        ByteBuffer whole;
        if (messageLength == 0) {
            whole = bytes.slice(from, size);
        } else {
            append(bytes, from, size);
            whole = ByteBuffer.wrap(message, 0, messageLength);
        }
        boolean text = messageOpcode == Opcode.TEXT;
        PermessageDeflate inflater = inflating;
        forgetMessage();
        ByteBuffer content = inflater == null ? whole : inflater.inflate(whole, text, limits);
        if (text) {
            sink.text(content);
        } else {
            sink.binary(content);
        }
    }

    private void forgetMessage() {
        messageOpcode = Opcode.CONTINUATION;
        inflating = null;
        letGo();
        messageLength = 0;
        utf8 = Utf8.BOUNDARY;
        hadEmptyContinuation = false;
    }

    /** What is unfinished will never be finished. */
    void abandon() {
        letGo();
    }

    private void letGo() {
        unfinished.release(message.length);
        message = NOTHING;
    }

    private void append(ByteBuffer bytes, int from, int size) {
        int needed = messageLength + size;
        if (needed > message.length) {
            int capacity = grownCapacity(needed);
            unfinished.keep(capacity - message.length);
            message = Arrays.copyOf(message, capacity);
        }
        bytes.get(from, message, messageLength, size);
        messageLength = needed;
    }

    /** Grows with what has come, not with what a header promises; never beyond the message's end or limit. */
    private int grownCapacity(int needed) {
        int most = fin ? needed + left : limits.maxMessageBytes();
        return Math.clamp(Math.max(2L * message.length, MIN_CAPACITY), needed, most);
    }

    // Control frames (RFC 6455 5.5)

    private boolean readControl(ByteBuffer bytes) {
        int from = bytes.position();
        int size = unmask(bytes);
        ByteBuffer payload = gatherControl(bytes, from, size);
        if (left > 0) {
            return false;
        }
        part = Part.FIRST;
        control = null;
        switch (opcode) {
            case Opcode.PING -> sink.ping(payload);
            case Opcode.PONG -> sink.pong(payload);
            default -> sink.close(closeCode(payload));
        }
        return true;
    }

    private ByteBuffer gatherControl(ByteBuffer bytes, int from, int size) {
        if (control == null && left == 0) {
            return bytes.slice(from, size);
        }
        if (control == null) {
            control = new byte[(int) length];
        }
        bytes.get(from, control, control.length - left - size, size);
        return ByteBuffer.wrap(control);
    }

    /** What a close frame may hold: nothing, or a code and a reason text (RFC 6455 5.5.1, 7.4). */
    private static int closeCode(ByteBuffer payload) {
        int size = payload.remaining();
        if (size == 0) {
            return CloseCode.NO_STATUS;
        }
        if (size == 1) {
            throw violation("close frame with a payload of one byte (RFC 6455 5.5.1)");
        }
        int code = payload.getShort(0) & 0xFFFF;
        if (!CloseCode.mayTravel(code)) {
            throw violation("close frame with code " + code + " (RFC 6455 7.4)");
        }
        if (Utf8.check(Utf8.BOUNDARY, payload, Short.BYTES, size) != Utf8.BOUNDARY) {
            throw new ProtocolException(CloseCode.INVALID_PAYLOAD, "close reason that is not UTF-8 (RFC 6455 5.5.1)");
        }
        return code;
    }

    // Common

    /** Unmasks what has come of the payload and steps over it. */
    private int unmask(ByteBuffer bytes) {
        int from = bytes.position();
        int size = Math.min(left, bytes.remaining());
        mask = Mask.apply(mask, bytes, from, from + size);
        bytes.position(from + size);
        left -= size;
        return size;
    }

    private static ProtocolException violation(String message) {
        return new ProtocolException(CloseCode.PROTOCOL_ERROR, message);
    }

    private static ProtocolException tooBig(String message) {
        return new ProtocolException(CloseCode.TOO_BIG, message);
    }
}
