package dev.redstart.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a client of a {@link RawSocket} has sent. The buffers belong to whoever gets the message. */
public sealed interface RawMessage {
    /** A text; valid UTF-8. */
    record Text(ByteBuffer utf8) implements RawMessage {
        /** As a string. */
        public String string() {
            return StandardCharsets.UTF_8.decode(utf8.duplicate()).toString();
        }
    }

    /** Bytes. */
    record Binary(ByteBuffer bytes) implements RawMessage {}

    /** A ping, which has been answered. */
    record Ping(ByteBuffer payload) implements RawMessage {}

    /** A pong. */
    record Pong(ByteBuffer payload) implements RawMessage {}
}
