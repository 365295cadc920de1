package dev.redstart.pubsub;

import dev.redstart.process.LocalNode;
import dev.redstart.process.Pid;
import org.jspecify.annotations.Nullable;

/**
 * Carries what is published on one node to the others; each node spreads it among its own subscribers. Delivery between nodes is at most
 * once, and two messages of one publisher arrive in their order (PROTOCOL.md 19.3).
 *
 * <p>Threading: {@link #publish} is called by every publisher; the adapter calls its {@link Inbound} from threads of its own.
 */
public interface PubSubAdapter extends AutoCloseable {
    /** Takes what other nodes have published. */
    @FunctionalInterface
    interface Inbound {
        /** Spreads {@code message} on this node, in the calling thread. */
        void receive(String topic, @Nullable Pid from, Object message);
    }

    /** For a node that is alone. */
    static PubSubAdapter local() {
        return LocalAdapter.INSTANCE;
    }

    /**
     * Begins to work.
     *
     * @param pubsub the name of the pubsub, which its peers on other nodes share
     */
    void start(LocalNode node, String pubsub, Inbound inbound);

    /**
     * Sends {@code message} to all other nodes, without waiting for them.
     *
     * @param from who is left out, or null
     */
    void publish(String topic, @Nullable Pid from, Object message);

    /**
     * Sends {@code message} to one other node, without waiting for it. Lost if there is no such node, or it is not to be reached.
     *
     * @param node its name
     */
    void publishTo(String node, String topic, Object message);

    /** Ends. What comes in afterwards is dropped. */
    @Override
    void close();
}
