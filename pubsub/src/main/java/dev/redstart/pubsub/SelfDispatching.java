package dev.redstart.pubsub;

/**
 * A message that decides itself how it reaches its subscribers, on every node it comes to; other messages are simply delivered to each. This
 * is how channels get past their own processes: the message is encoded once and handed straight to the connections (PROTOCOL.md 21).
 */
public interface SelfDispatching {
    /**
     * Reaches all of {@code subscribers}. Runs in the publishing process, or where messages of other nodes come in; it must not block, and a
     * subscriber it cannot reach must not keep it from the others.
     */
    void dispatch(Subscribers subscribers);
}
