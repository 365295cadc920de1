package dev.redstart.channels;

import java.util.Objects;

/**
 * An event for everybody on a topic. Published on the {@link dev.redstart.pubsub.PubSub} of a socket, also by code that has no channel, it
 * reaches the clients that have joined:
 *
 * {@snippet :
 * new Broadcast("room:lobby", "news", new News("…")).on(pubsub);
 * }
 *
 * @param topic the topic; also the one it is published on
 * @param event what clients listen to
 * @param payload a record, a map, a {@link Payload}: what becomes a JSON object. Shared by all who get it, so it must be immutable.
 */
public record Broadcast(String topic, String event, Object payload) {
    public Broadcast {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(payload, "payload");
    }
}
