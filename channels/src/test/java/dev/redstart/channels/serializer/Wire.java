package dev.redstart.channels.serializer;

import java.nio.charset.StandardCharsets;

import dev.redstart.websocket.EncodedFrame;

/** Reads frames as a client would. */
final class Wire {
    private Wire() {}

    /** The text in a frame. */
    static String text(EncodedFrame frame) {
        var wire = frame.bytes();
        wire.get();
        var length = wire.get();
        wire.position(wire.position() + (length == 126 ? 2 : length == 127 ? 8 : 0));
        return StandardCharsets.UTF_8.decode(wire).toString();
    }
}
