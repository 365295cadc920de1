package dev.redstart.channels.server;

import dev.redstart.channels.serializer.Outbound;
import dev.redstart.channels.serializer.Serializer;
import dev.redstart.telemetry.Counter;
import dev.redstart.telemetry.Telemetry;
import dev.redstart.websocket.EncodedFrame;

/** A serializer that counts what it encodes. One for each serializer of a mount, compared by identity; thread-safe. */
final class Encoder {
    private final Serializer serializer;
    private final Telemetry telemetry;
    private final Counter encodings;
    private final Counter messagesOut;

    Encoder(Serializer serializer, Telemetry telemetry) {
        this.serializer = serializer;
        this.telemetry = telemetry;
        this.encodings = telemetry.counter("redstart.channel.encodings", "serializer", serializer.name());
        this.messagesOut = telemetry.counter("redstart.channel.messages", "direction", "out");
    }

    /** @throws dev.redstart.channels.serializer.UnencodableMessageException if the message has no form in this serializer */
    EncodedFrame encode(Outbound message) {
        encodings.increment();
        if (!(message instanceof Outbound.Broadcast)) {
            messagesOut.increment(); // it is sent once; a broadcast is counted where it is known how often
        }
        return serializer.encode(message);
    }

    Serializer serializer() {
        return serializer;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    /** Counts what is sent to clients, once for each client. */
    Counter messagesOut() {
        return messagesOut;
    }
}
