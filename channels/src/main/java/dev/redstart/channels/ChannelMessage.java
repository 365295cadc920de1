package dev.redstart.channels;

import java.util.Objects;

/**
 * One message of a client for a {@link ChannelProcess}.
 *
 * @param event what the client calls it
 * @param reply where its answer goes; an answer to a message whose client wants none goes nowhere
 */
public record ChannelMessage(String event, Payload payload, SocketRef reply) {
    public ChannelMessage {
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(reply, "reply");
    }
}
