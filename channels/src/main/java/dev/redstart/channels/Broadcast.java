package dev.redstart.channels;

import java.util.Objects;

import dev.redstart.channels.server.Fastlane;
import dev.redstart.pubsub.PubSub;
import dev.redstart.pubsub.SelfDispatching;
import dev.redstart.pubsub.Subscribers;

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
public record Broadcast(String topic, String event, Object payload) implements SelfDispatching {
    public Broadcast {
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(payload, "payload");
    }
    /** Publishes it on all nodes. */
    public void on(PubSub pubsub) {
        pubsub.broadcast(topic, this);
    }

    /** Encodes once for each serializer and hands the frame to the connections, past the channels that do not intercept the event. */
    @Override
    public void dispatch(Subscribers subscribers) {
        Fastlane.dispatch(this, subscribers);
    }
}
