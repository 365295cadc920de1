package dev.redstart.endpoint.undertow;

import java.net.InetSocketAddress;
import java.util.function.Function;

import dev.redstart.websocket.SocketIo;
import org.xnio.StreamConnection;

/** A socket whose other end is a proxy. It alone has a field for the client, so that the others need none. */
final class ForwardedSocketIo extends ConduitSocketIo {
    private final InetSocketAddress client;

    ForwardedSocketIo(StreamConnection connection, InetSocketAddress client,
            Function<? super SocketIo, ? extends Listener> opened) {
        this.client = client; // opened may ask
        super(connection, opened);
    }

    @Override
    public InetSocketAddress peer() {
        return client;
    }
}
