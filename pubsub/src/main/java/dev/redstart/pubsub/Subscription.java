package dev.redstart.pubsub;

import java.util.Objects;

import dev.redstart.process.PromptCloseable;

/**
 * That a {@link Subscriber} gets what is published on a topic. Given to a process to own, it ends with the process.
 *
 * <p>Threading: any thread may close it, more than once. A message that is being published at that moment may still arrive.
 */
public final class Subscription implements PromptCloseable {
    static final int CLOSED = -1;

    private final Topic topic;
    private final Subscriber subscriber;
    /** Its place in the topic's array, or {@link #CLOSED}; guarded by the topic. */
    int index = CLOSED;

    Subscription(Topic topic, Subscriber subscriber) {
        this.topic = topic;
        this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
    }

    /** The topic. */
    public String topic() {
        return topic.name;
    }

    /** Who gets the messages. */
    public Subscriber subscriber() {
        return subscriber;
    }

    /** Ends the subscription; takes the same short time however many there are. */
    @Override
    public void close() {
        topic.remove(this);
    }
}
