package dev.redstart.endpoint;

import java.util.List;

import dev.redstart.supervisor.Startable;

/** A {@link ConnectionHandler} at one mount: decides who may connect, and how their connections behave. */
public interface ConnectionAcceptor {
    /** What has to run beside the connections of this mount; started before them and stopped after them. */
    default List<Startable> children() {
        return List.of();
    }

    /** The subprotocols it speaks, most wanted first; empty for none. */
    default List<String> subprotocols() {
        return List.of();
    }

    /**
     * Decides about one request whose handshake and origin are in order. Runs on a virtual thread of its own and may block; what it throws
     * is answered with 500.
     */
    ConnectDecision open(ConnectRequest request) throws Exception;
}
