package dev.redstart.channels;

import java.time.Duration;
import java.util.Optional;

import dev.redstart.process.MonitorRef;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.TimerRef;

/**
 * One client on one topic, as its channel sees it.
 *
 * <p>Threading: belongs to the channel's process; only callbacks use it. For other processes there is {@link #ref()}.
 */
public interface Socket {
    /** The topic the client has joined. */
    String topic();

    /** How the client tells this join from others of the same topic, as plain Java; empty if it sent no ref. */
    Optional<Object> joinRef();

    /**
     * What {@link UserSocket#connect} made of the client.
     *
     * @throws IllegalStateException if that is no {@code type}
     */
    <T> T assign(Class<T> type);

    /**
     * Sends an event to this client. It cannot tell whether the client got it.
     *
     * @param payload a record, a map, a {@link Payload}: what becomes a JSON object
     * @throws IllegalStateException from within {@link Channel#join}: the join reply comes first, so use {@link Channel#afterJoin}
     */
    void push(String event, Object payload);

    /**
     * Sends an event to everybody on the topic, this client included, on all nodes.
     *
     * @param payload as in {@link #push}; shared by all who get it, so it must be immutable
     * @throws IllegalStateException from within {@link Channel#join}
     */
    void broadcast(String event, Object payload);

    /** {@link #broadcast} to everybody but this client. */
    void broadcastFrom(String event, Object payload);

    /**
     * The address of the answer to the event that is being handled, for answering later or from another process.
     *
     * @throws IllegalStateException outside of {@link Channel#handleIn}, or if the client wants no answer
     */
    SocketRef ref();

    /** The channel's process. */
    Pid pid();

    /** Sends {@code message} to {@link Channel#handleInfo} after {@code delay}. */
    TimerRef sendAfter(Duration delay, Object message);

    /** Asks for a {@link dev.redstart.process.Signal.Down} in {@link Channel#handleInfo} when {@code target} ends. */
    MonitorRef monitor(Pid target);

    /** Everything else a process can do: own resources, subscribe to further topics, send. */
    ProcessContext<Object> process();
}
