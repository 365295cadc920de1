package dev.redstart.channels.server;

import dev.redstart.channels.Conflatable;
import dev.redstart.channels.serializer.Outbound;
import dev.redstart.channels.serializer.Serializer;
import dev.redstart.telemetry.Counter;
import dev.redstart.telemetry.Telemetry;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;

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

    /**
     * As {@link #encode}, for an event the application sends of itself: where a mount says so, a client that is too slow may miss it
     * (DESIGN.md 2). Answers must arrive, and so must what presence sends: its clients would be wrong from then on.
     *
     * @param payload of the message
     */
    EncodedFrame encodeEvent(Outbound message, String topic, String event, @Nullable Object payload) {
        var frame = encode(message);
        if (Events.isOfPresence(event)) {
            return frame;
        }
        return payload instanceof Conflatable latest
                ? frame.conflatedBy(new LatestOf(topic, event, latest.conflationKey()))
                : frame.droppable();
    }

    private record LatestOf(String topic, String event, String key) {}

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
