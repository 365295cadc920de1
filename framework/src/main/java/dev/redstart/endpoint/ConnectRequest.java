package dev.redstart.endpoint;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

import dev.redstart.process.LocalNode;
import dev.redstart.websocket.HandshakeRequest;

/**
 * A request to connect.
 *
 * @param node the node the endpoint runs on
 * @param transport {@code websocket} or {@code longpoll}
 * @param http method and headers of the request
 * @param uri where it went
 * @param variables the variables in the path it is mounted at
 * @param peer where it came from
 * @param authToken the token the client sent along, if {@link SocketOptions#authToken} is on and it sent one
 * @param session how a session is read from a cookie, if {@link SocketOptions#session} says
 */
public record ConnectRequest(LocalNode node, String transport, HandshakeRequest http, RequestUri uri,
        Map<String, String> variables, InetSocketAddress peer, Optional<String> authToken,
        Optional<SessionCookie> session) {}
