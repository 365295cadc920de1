package dev.redstart.endpoint;

import java.net.InetSocketAddress;

import dev.redstart.process.LocalNode;
import dev.redstart.websocket.HandshakeRequest;

/**
 * A request to connect.
 *
 * @param node the node the endpoint runs on
 * @param http method and headers of the request
 * @param path its path
 * @param query its query string as it was sent, empty if there was none
 * @param peer where it came from
 */
public record ConnectRequest(LocalNode node, HandshakeRequest http, String path, String query,
        InetSocketAddress peer) {}
