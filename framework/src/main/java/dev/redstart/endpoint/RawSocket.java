package dev.redstart.endpoint;

import java.util.List;
import java.util.Objects;

import dev.redstart.process.ExitReason;

/**
 * A socket that speaks a protocol of its own, without channels, over the same transports: mounted at an endpoint like any other handler. Each
 * connection has a process of its own on a worker, so its callbacks may block; a client that sends faster than they work is not read for as
 * long.
 *
 * <p>Threading: {@link #connect} runs on a virtual thread of the handshake; all others in the connection's own process, one at a time.
 * An exception closes the connection with 1011.
 *
 * @param <S> the state of one connection: an immutable value, or a mutable object that nobody else sees
 */
public interface RawSocket<S> extends ConnectionHandler {
    /** What {@link #connect} decided. */
    sealed interface Answer<S> {
        /** The connection is accepted. */
        record Accept<S>(S state) implements Answer<S> {
            public Accept {
                Objects.requireNonNull(state, "state");
            }
        }

        /** The connection is refused. */
        record Refuse<S>(ConnectDecision.Refuse refusal) implements Answer<S> {}

        /** Accepts; the connection begins with {@code state}. */
        static <S> Answer<S> accept(S state) {
            return new Accept<>(state);
        }

        /** Refuses with that HTTP status. */
        static <S> Answer<S> refuse(int status) {
            return new Refuse<>(ConnectDecision.Refuse.of(status));
        }
    }

    /** The subprotocols it speaks, most wanted first; empty for none. */
    default List<String> subprotocols() {
        return List.of();
    }

    /** Decides about one client. An exception refuses it with 500. */
    Answer<S> connect(ConnectRequest request) throws Exception;

    /** The first callback. */
    default S opened(S state, RawConnection connection) throws Exception {
        return state;
    }

    /** A whole message, or a ping or pong; a ping has been answered. */
    S received(RawMessage message, S state, RawConnection connection) throws Exception;

    /**
     * The client was too slow, and so many of the frames that may be dropped did not reach it ({@link RawConnection#send}). It takes something
     * again.
     */
    default S lost(int frames, S state, RawConnection connection) throws Exception {
        return state;
    }

    /** A message some process sent to this one. Unless overridden they are ignored. */
    default S info(Object message, S state, RawConnection connection) throws Exception {
        return state;
    }

    /** The last callback; does not run if the process is killed. */
    default void terminate(ExitReason reason, S state, RawConnection connection) throws Exception {}

    @Override
    default ConnectionAcceptor mount(String mount) {
        return new RawAcceptor<>(this, mount);
    }
}
