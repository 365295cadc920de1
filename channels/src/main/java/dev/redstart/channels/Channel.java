package dev.redstart.channels;

import java.util.Set;

import dev.redstart.process.ExitReason;

/**
 * What happens on one topic for one client. Every join of a client makes a channel of its own with a process of its own, so callbacks may
 * block, and what one of them throws ends this channel only: the client gets {@code phx_error} and joins again.
 *
 * <p>{@code E} names the events clients may push. It is a sealed interface of records: the record's name in snake case is the event, its
 * components are the fields of the payload. An event that is none of them is answered with {@code {"reason":"unknown_event"}}, a payload
 * that does not fit with {@code {"reason":"invalid_payload","fields":[…]}}, and the channel lives on. For events that are not known when the
 * code is written, {@code E} is {@link Event}.
 *
 * <p>Threading: the callbacks of one channel never overlap, and each sees what the one before it wrote.
 *
 * @param <S> the state of the channel: an immutable value, or a mutable object that nobody else sees
 * @param <E> the events
 */
public interface Channel<S, E> {
    /**
     * Decides whether the client may join. Nothing can be sent from here, because the answer to the join comes first.
     *
     * @param topic what the client wants to join
     * @param payload what it sent along
     */
    JoinResult<S> join(String topic, Payload payload, Socket socket) throws Exception;

    /** Runs right after the client was let in: the place for the first pushes. */
    default S afterJoin(S state, Socket socket) throws Exception {
        return state;
    }

    /** One event of the client. */
    HandleResult<S> handleIn(E event, S state, Socket socket) throws Exception;

    /** A message some process sent to this one: from a timer, a topic subscribed to, a monitor. Unless overridden it is told of and ignored. */
    default HandleResult<S> handleInfo(Object message, S state, Socket socket) throws Exception {
        socket.process().telemetry().emit(new UnhandledMessage(getClass().getName(), message.getClass().getName()));
        return HandleResult.noReply(state);
    }

    /**
     * The events {@link #handleOut} wants to see before the client does. Asked once for each channel, before {@link #join}. All others go
     * straight to the connection without waking this process, which is what makes broadcasts cheap.
     */
    default Set<String> intercepts() {
        return Set.of();
    }

    /**
     * A broadcast of an event that {@link #intercepts} lists; the client gets only what is pushed here. Unless overridden it is passed on.
     *
     * @param payload what was broadcast
     */
    default HandleResult<S> handleOut(String event, Object payload, S state, Socket socket) throws Exception {
        socket.push(event, payload);
        return HandleResult.noReply(state);
    }

    /**
     * The client was too slow, and {@code frames} of what it was sent by broadcast or push were dropped, of this topic or of others it has
     * joined ({@link dev.redstart.websocket.WebSocketLimits.Overflow}). It takes something again, so this is the place to send it the present
     * state. It has been told by the event {@code lost} on the topic {@code phoenix}.
     */
    default HandleResult<S> handleLost(int frames, S state, Socket socket) throws Exception {
        return HandleResult.noReply(state);
    }

    /** How loud the log tells of joins and of those that {@link #join} refuses; topics that begin with {@code phoenix} are never told. */
    default LogLevel logJoin() {
        return LogLevel.INFO;
    }

    /** How loud the log tells of each event that {@link #handleIn} has handled. */
    default LogLevel logHandleIn() {
        return LogLevel.DEBUG;
    }

    /**
     * Runs last: after the client has left, after a callback asked to stop or threw, and when the connection has ended. It does not run when
     * the process is killed or told to end from outside; what must be freed in every case belongs into {@link Socket#process} as an owned
     * resource.
     */
    default void terminate(ExitReason reason, S state, Socket socket) throws Exception {}
}
