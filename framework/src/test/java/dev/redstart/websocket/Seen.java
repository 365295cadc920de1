package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** Writes down what a decoder finds. */
final class Seen implements FrameDecoder.Sink {
    final List<String> events = new ArrayList<>();
    /** Whether the message lay in the direct buffer it was read into. */
    final List<Boolean> direct = new ArrayList<>();
    @Nullable
    RuntimeException failure;

    @Override
    public void text(ByteBuffer utf8) {
        see("text", utf8, StandardCharsets.UTF_8.decode(utf8.duplicate()).toString());
    }

    @Override
    public void binary(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(0, copy);
        see("binary", bytes, HexFormat.of().formatHex(copy));
    }

    @Override
    public void ping(ByteBuffer payload) {
        see("ping", payload, StandardCharsets.UTF_8.decode(payload.duplicate()).toString());
    }

    @Override
    public void pong(ByteBuffer payload) {
        see("pong", payload, StandardCharsets.UTF_8.decode(payload.duplicate()).toString());
    }

    @Override
    public void close(int code) {
        events.add("close " + code);
    }

    private void see(String kind, ByteBuffer payload, String text) {
        if (failure != null) {
            throw failure;
        }
        events.add(kind + ' ' + text);
        direct.add(payload.isDirect());
    }
}
