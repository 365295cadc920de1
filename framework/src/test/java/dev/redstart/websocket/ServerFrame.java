package dev.redstart.websocket;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A frame as a client reads it. Written without the code under test.
 *
 * @param opcode with the bit {@link #COMPRESSED} if it came compressed
 * @param payload inflated if it came compressed; as text if the frame is a text, ping or pong, as hex if it is binary, as the code if it is a close
 */
public record ServerFrame(int opcode, String payload) {
    /** The reserved bit of permessage-deflate. */
    public static final int COMPRESSED = 0x40;

    public static ServerFrame text(String text) {
        return new ServerFrame(Opcode.TEXT, text);
    }

    public static ServerFrame compressedText(String text) {
        return new ServerFrame(COMPRESSED | Opcode.TEXT, text);
    }

    public static ServerFrame compressedBinary(byte... bytes) {
        return new ServerFrame(COMPRESSED | Opcode.BINARY, HexFormat.of().formatHex(bytes));
    }

    public static ServerFrame pong(String payload) {
        return new ServerFrame(Opcode.PONG, payload);
    }

    public static ServerFrame close(int code) {
        return new ServerFrame(Opcode.CLOSE, Integer.toString(code));
    }

    /** The frames in these bytes, of which the last may be incomplete and is left out then. */
    public static List<ServerFrame> parse(byte[] bytes) {
        var frames = new ArrayList<ServerFrame>();
        var in = new ByteArrayInputStream(bytes);
        try {
            for (Optional<ServerFrame> frame = read(in); frame.isPresent(); frame = read(in)) {
                frames.add(frame.get());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return frames;
    }

    /** Empty at the end of the stream. */
    public static Optional<ServerFrame> read(InputStream stream) throws IOException {
        var in = new DataInputStream(stream);
        try {
            int first = in.readUnsignedByte();
            if ((first & 0xB0) != 0x80) {
                throw new IOException("not a final frame, or with a reserved bit that means nothing: " + first);
            }
            int length = in.readUnsignedByte();
            if (length > 127) {
                throw new IOException("masked server frame");
            }
            byte[] payload = new byte[switch (length) {
                case 126 -> in.readUnsignedShort();
                case 127 -> Math.toIntExact(in.readLong());
                default -> length;
            }];
            in.readFully(payload);
            boolean compressed = (first & COMPRESSED) != 0;
            return Optional.of(new ServerFrame(first & 0x4F,
                    describe(first & 0x0F, compressed ? Deflated.inflate(payload) : payload)));
        } catch (EOFException e) {
            return Optional.empty();
        }
    }

    private static String describe(int opcode, byte[] payload) {
        return switch (opcode) {
            case Opcode.BINARY -> HexFormat.of().formatHex(payload);
            case Opcode.CLOSE ->
                payload.length == 2 ? Integer.toString(ByteBuffer.wrap(payload).getShort() & 0xFFFF) : "?";
            default -> new String(payload, StandardCharsets.UTF_8);
        };
    }
}
