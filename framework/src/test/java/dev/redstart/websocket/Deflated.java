package dev.redstart.websocket;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Payloads of permessage-deflate (RFC 7692 7.2), as a client makes and reads them. Written without the code under test. */
public final class Deflated {
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private Deflated() {}

    public static byte[] deflate(byte... message) {
        return deflate(Deflater.DEFAULT_COMPRESSION, message);
    }

    public static byte[] deflate(int level, byte... message) {
        try (var deflater = new Deflater(level, true)) {
            deflater.setInput(message);
            byte[] target = new byte[message.length + message.length / 100 + 100];
            int size = deflater.deflate(target, 0, target.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(target, size - TAIL.length);
        }
    }

    public static byte[] inflate(byte... payload) {
        try (var inflater = new Inflater(true)) {
            var message = new ByteArrayOutputStream();
            inflater.setInput(ClientFrame.concat(payload, TAIL));
            byte[] piece = new byte[64 * 1024];
            for (int size = inflater.inflate(piece); size > 0; size = inflater.inflate(piece)) {
                message.write(piece, 0, size);
            }
            return message.toByteArray();
        } catch (DataFormatException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
