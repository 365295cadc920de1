package dev.redstart.load.swarm;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/** Frames to bytes and back, for the client's side of RFC 6455 5: we mask, the server must not. No state, any thread. */
final class FrameCodec {
    /** Longest payload the client takes, in bytes. */
    static final int MAX_PAYLOAD = 1 << 20;
    /** Longest header of a frame that a server sends. */
    static final int MAX_HEADER = 10;

    private FrameCodec() {}

    /** The bytes of a frame, masked with {@code mask}. */
    static ByteBuffer encode(Frame frame, int mask) {
        int length = frame.payload().length;
        var out = ByteBuffer.allocate(length + MAX_HEADER + 4);
        out.put((byte) ((frame.last() ? 0x80 : 0) | frame.opcode().code()));
        if (length <= 125) {
            out.put((byte) (0x80 | length));
        } else if (length <= 0xffff) {
            out.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            out.put((byte) (0x80 | 127)).putLong(length);
        }
        out.putInt(mask);
        for (int i = 0; i < length; i++) {
            out.put((byte) (frame.payload()[i] ^ (mask >>> (24 - 8 * (i & 3)))));
        }
        return out.flip();
    }

    /**
     * Takes the next frame from the buffer.
     *
     * @return null when it is not complete yet; nothing is taken from the buffer then
     * @throws WireFault when it breaks RFC 6455
     */
    static @Nullable Frame decode(ByteBuffer in) {
        if (in.remaining() < 2) {
            return null;
        }
        int start = in.position();
        int first = in.get() & 0xff;
        int second = in.get() & 0xff;
        var opcode = checked(first, second);
        int sizeBytes = sizeBytes(second);
        if (in.remaining() < sizeBytes) {
            in.position(start);
            return null;
        }
        int length = length(in, second);
        if (in.remaining() < length) {
            in.position(start);
            return null;
        }
        var payload = new byte[length];
        in.get(payload);
        return new Frame((first & 0x80) != 0, opcode, payload);
    }

    private static Frame.Opcode checked(int first, int second) {
        if ((first & 0x70) != 0) {
            throw new WireFault(Fault.FRAME_INVALID,
                    "reserved bits must be 0 without an extension (RFC 6455 5.2), first byte was " + first);
        }
        var opcode = Frame.Opcode.of(first & 0x0f);
        if ((second & 0x80) != 0) {
            throw new WireFault(Fault.FRAME_INVALID, "a server must not mask its frames (RFC 6455 5.1)");
        }
        if (opcode.control() && ((first & 0x80) == 0 || second > 125)) {
            throw new WireFault(Fault.FRAME_INVALID, opcode + " must be whole and <= 125 bytes (RFC 6455 5.5)");
        }
        return opcode;
    }

    private static int sizeBytes(int second) {
        return switch (second) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
    }

    private static int length(ByteBuffer in, int second) {
        long length = switch (second) {
            case 126 -> in.getShort() & 0xffff;
            case 127 -> in.getLong();
            default -> second;
        };
        long least = switch (second) {
            case 126 -> 126;
            case 127 -> 0x10000;
            default -> 0;
        };
        if (length < least) {
            throw new WireFault(Fault.FRAME_INVALID,
                    "a length must take the fewest bytes (RFC 6455 5.2), was " + length + " after " + second);
        }
        if (length > MAX_PAYLOAD) {
            throw new WireFault(Fault.MESSAGE_TOO_LARGE, "a frame must be <= " + MAX_PAYLOAD + " bytes, was " + length);
        }
        return (int) length;
    }
}
