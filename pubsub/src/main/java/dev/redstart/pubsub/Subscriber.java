package dev.redstart.pubsub;

import dev.redstart.process.Pid;

/**
 * Who gets the messages of a subscription. A {@link SelfDispatching} message may know more about some subscribers and reach them in another
 * way than {@link #deliver}.
 *
 * <p>Threading: called by whoever publishes, several at once.
 */
public interface Subscriber {
    /** The process behind it, which {@link PubSub#broadcastFrom} can leave out. */
    Pid pid();

    /** Takes one message; must neither block nor throw because the subscriber is busy or gone. */
    void deliver(Object message);
}
