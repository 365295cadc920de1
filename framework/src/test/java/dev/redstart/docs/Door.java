package dev.redstart.docs;

import java.nio.file.Path;

import dev.redstart.endpoint.ConnectionHandler;
import dev.redstart.endpoint.Endpoint;
import dev.redstart.endpoint.Tls;

/** How clients of a chat come in. */
final class Door {
    private Door() {}

    static Endpoint open(ConnectionHandler chat) {
        // @start region="endpoint-door"
        return Endpoint.on(443)
                .tls(Tls.pem(Path.of("/etc/ssl/chat/fullchain.pem"), Path.of("/etc/ssl/chat/key.pem")))
                .trustedProxies("10.0.0.0/8", "::1/128")
                .maxConnectionsPerAddress(200)
                .socket("/socket", chat)
                .files("/", "web");
        // @end
    }
}
