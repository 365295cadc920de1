package dev.redstart.pubsub.presence;

import java.util.function.Consumer;

import dev.redstart.process.LocalNode;

/**
 * Carries what the replicas of a presence say to each other between nodes. It may lose messages, bring them twice and in any order; two nodes
 * that see each other should get most of them.
 *
 * <p>Threading: {@link #open} is called by the process that opens it, which alone uses the link; what comes in is handed over from threads of
 * the transport's own.
 */
public interface PresenceTransport {
    /** For a node that is alone. */
    static PresenceTransport local() {
        return LocalPresence.INSTANCE;
    }

    /**
     * Joins a group of replicas.
     *
     * @param group the same on all nodes; there may be several on one
     * @param self this node's replica; other nodes send to it by its name
     * @param inbound takes what others say; quick, never throws, from any thread
     */
    Link open(LocalNode node, String group, Replica self, Consumer<PresenceMessage> inbound);

    /** The way to the other replicas of a group. Neither method waits for anybody. */
    interface Link extends AutoCloseable {
        /** To all others. */
        void broadcast(PresenceMessage message);

        /** To one; nothing happens if it is gone. */
        void send(Replica to, PresenceMessage message);

        /** Leaves the group. Afterwards nothing is sent, and what comes in is dropped. */
        @Override
        void close();
    }
}
