package dev.redstart.endpoint.undertow;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import dev.redstart.websocket.RawClient;
import dev.redstart.websocket.SocketIo;
import dev.redstart.websocket.SocketIoContract;

/** The contract with a server on each side of it. */
abstract class ServedSocketIoContract extends SocketIoContract {
    private final List<TestServer> servers = new ArrayList<>();

    abstract TestServer start(Function<SocketIo, SocketIo.Listener> opened) throws Exception;

    /** A connected client, before its handshake. */
    RawClient client(int port) throws Exception {
        return RawClient.connect(port);
    }

    @Override
    protected final RawClient connect(Function<SocketIo, SocketIo.Listener> opened, byte... early) throws Exception {
        var server = start(opened);
        servers.add(server);
        return client(server.port()).upgrade(early);
    }

    @Override
    protected final void stopServer() {
        servers.forEach(TestServer::close);
        servers.clear();
    }
}
