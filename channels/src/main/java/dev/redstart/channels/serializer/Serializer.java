package dev.redstart.channels.serializer;

import java.nio.ByteBuffer;

import dev.redstart.websocket.EncodedFrame;

/**
 * Turns messages into frames and back. One instance serves all connections that speak its version, and a broadcast is encoded once per
 * instance.
 *
 * <p>An implementation is trusted code. Decoding runs on the IO thread, between the sockets it serves: it must not block, must not call code
 * of the application, must bound what it accepts, and must not keep the buffer it is given. Encoding runs in whatever process sends.
 * Implementations are thread-safe.
 */
public interface Serializer {
    /** For metrics and logs, for example {@code v2}. */
    String name();

    /**
     * Reads a text message.
     *
     * @param message valid UTF-8 from position to limit; valid during the call only
     * @throws UndecodableMessageException if it is no message
     */
    Envelope decodeText(ByteBuffer message);

    /**
     * Reads a binary message.
     *
     * @param message from position to limit; valid during the call only
     * @throws UndecodableMessageException if it is no message
     */
    Envelope decodeBinary(ByteBuffer message);

    /**
     * Makes the frame for a message.
     *
     * @throws UnencodableMessageException if it has none
     */
    EncodedFrame encode(Outbound message);
}
