package dev.redstart.endpoint;

import java.util.List;
import java.util.Optional;

import dev.redstart.supervisor.Startable;

/** A {@link ConnectionHandler} at one mount: decides who may connect, and how their connections behave. */
public interface ConnectionAcceptor {
    /** What has to run beside the connections of this mount; started before them and stopped after them. */
    default List<Startable> children() {
        return List.of();
    }

    /** The subprotocols it speaks besides those of the {@link SocketOptions}, most wanted first; empty for none. */
    default List<String> subprotocols() {
        return List.of();
    }

    /**
     * A refusal that needs no code of the application, such as a version nobody speaks. Asked only about upgrades that are malformed, of
     * which {@link #open} never hears: a client is told first what it can never get.
     */
    default Optional<ConnectDecision.Refuse> refuse(ConnectRequest request) {
        return Optional.empty();
    }

    /**
     * Decides about one request whose handshake and origin are in order. Runs on a virtual thread of its own and may block; what it throws
     * is answered with 500.
     */
    ConnectDecision open(ConnectRequest request) throws Exception;
}
