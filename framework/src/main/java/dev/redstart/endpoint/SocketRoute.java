package dev.redstart.endpoint;

import java.net.InetSocketAddress;
import java.util.Map;

import dev.redstart.endpoint.limit.Seat;
import dev.redstart.websocket.Handshake;
import dev.redstart.websocket.HandshakeRequest;
import dev.redstart.websocket.SocketIo;

/** What an HTTP server needs to know of a mounted socket: whom to upgrade, and what to do with the upgraded socket. */
public interface SocketRoute {
    /**
     * A request to connect as it came.
     *
     * @param variables the variables in its path
     */
    record Request(HandshakeRequest http, RequestUri uri, Map<String, String> variables, InetSocketAddress peer) {
        /** A request to the host its {@code Host} header names. */
        public static Request of(HandshakeRequest http, String scheme, String path, String query,
                Map<String, String> variables, InetSocketAddress peer) {
            var hosts = http.headers("host");
            var uri = RequestUri.of(scheme, hosts.isEmpty() ? "" : hosts.getFirst(), path, query);
            return new Request(http, uri, variables, peer);
        }
    }

    /** What becomes of a request. */
    sealed interface Admission {
        /**
         * Upgrade it with these headers, then {@link SocketRoute#open}.
         *
         * @param compressed whether the headers accept permessage-deflate
         * @param seat to be given back if it comes to nothing
         */
        record Admitted(Map<String, String> headers, ConnectionDriver driver, boolean compressed, Seat seat)
                implements
                    Admission {}

        /** Answer it with that. */
        record Refused(Handshake.Refusal refusal) implements Admission {}
    }

    /** Decides about a request. May block: applications are asked. */
    Admission admit(Request request);

    /** Takes the socket over, and the seat with it. On its IO thread. */
    SocketIo.Listener open(SocketIo io, Admission.Admitted admitted);
}
