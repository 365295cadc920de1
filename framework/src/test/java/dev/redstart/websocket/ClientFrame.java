package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes a client sends. Written without the code under test, so that it can also write what is wrong. */
public final class ClientFrame {
    private static final int KEY = 0x12_34_56_F8;

    private ClientFrame() {}

    public static byte[] text(String text) {
        return frame(true, Opcode.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] binary(byte... payload) {
        return frame(true, Opcode.BINARY, payload);
    }

    public static byte[] ping(String payload) {
        return frame(true, Opcode.PING, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] pong(String payload) {
        return frame(true, Opcode.PONG, payload.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] close(int code) {
        return frame(true, Opcode.CLOSE, (byte) (code >> 8), (byte) code);
    }

    public static byte[] frame(boolean fin, int opcode, byte... payload) {
        return masked((fin ? 0x80 : 0) | opcode, KEY, payload);
    }

    public static byte[] masked(int firstByte, int key, byte... payload) {
        byte[] head = header(firstByte, payload.length);
        ByteBuffer frame = ByteBuffer.allocate(head.length + payload.length).put(head).putInt(head.length - 4, key);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (key >> (24 - 8 * (i & 3)))));
        }
        return frame.array();
    }

    /** The header of a masked frame, with a zero key, that promises a payload of this length. */
    public static byte[] header(int firstByte, long length) {
        ByteBuffer header = ByteBuffer.allocate(14).put((byte) firstByte);
        if (length <= 125) {
            header.put((byte) (0x80 | length));
        } else if (length <= 0xFFFF) {
            header.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            header.put((byte) (0x80 | 127)).putLong(length);
        }
        byte[] bytes = new byte[header.putInt(0).position()];
        header.get(0, bytes);
        return bytes;
    }

    public static byte[] concat(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
