package dev.redstart.channels;

import org.jspecify.annotations.Nullable;

/**
 * The way from a {@link ChannelProcess} to its client. What is sent before the join is accepted waits behind its answer.
 *
 * <p>Threading: any thread, but for {@link #subscribe}, which belongs to the process.
 */
public interface ChannelLink {
    /** The topic. */
    String topic();

    /**
     * What {@link UserSocket#connect} made of the client.
     *
     * @throws IllegalStateException if that is no {@code type}
     */
    <T> T assign(Class<T> type);

    /** Lets the client in. */
    void accept(@Nullable Object response);

    /** Keeps the client out. The process should end then. */
    void refuse(@Nullable Object response);

    /** Sends an event to the client. */
    void push(String event, Object payload);

    /** Takes part in the broadcasts on the topic: they go straight to the client. Before {@link #accept}, so that none is missed. */
    void subscribe();

    /** Announces a good end: the client gets the reply, if there is one, and {@code phx_close}. The process ends itself after that. */
    void close(@Nullable ChannelMessage answered, Reply reply);
}
