package dev.redstart.websocket;

import java.util.List;

/** What {@link Handshake} has to know of an HTTP request. */
public interface HandshakeRequest {

    String method();

    /** As in the request line: {@code HTTP/1.1}. */
    String httpVersion();

    /**
     * The values of all headers of this name (case does not matter), in their order and unsplit; empty if there are
     * none.
     */
    List<String> headers(String name);
}
