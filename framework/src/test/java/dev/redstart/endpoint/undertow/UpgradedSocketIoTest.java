package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.util.function.Function;

import dev.redstart.websocket.RawClient;
import dev.redstart.websocket.SocketIo;
import dev.redstart.websocket.SocketIoContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

class UpgradedSocketIoTest extends SocketIoContract {
    private @Nullable TestServer server;

    @Override
    protected RawClient connect(Function<SocketIo, SocketIo.Listener> opened) throws IOException {
        server = TestServer.start(opened);
        return RawClient.upgraded(server.port());
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }
}
