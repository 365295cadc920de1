package dev.redstart.websocket;

import java.nio.ByteBuffer;

/** The XOR masking of client payloads (RFC 6455 5.3), in place and eight bytes at a time. */
final class Mask {
    private Mask() {}

    /**
     * Masks or unmasks the bytes from {@code from} (inclusive) to {@code to} (exclusive) of a big-endian buffer.
     *
     * @param key the key whose first byte belongs to the first of these bytes
     * @return the key for the bytes that follow
     */
    static int apply(int key, ByteBuffer bytes, int from, int to) {
        long wideKey = ((long) key << Integer.SIZE) | (key & 0xFFFF_FFFFL);
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            bytes.putLong(at, bytes.getLong(at) ^ wideKey);
        }
        int rotated = key;
        for (; at < to; at++) {
            rotated = Integer.rotateLeft(rotated, Byte.SIZE);
            bytes.put(at, (byte) (bytes.get(at) ^ rotated));
        }
        return rotated;
    }
}
