package dev.redstart.endpoint.undertow;

import java.util.function.Function;

import dev.redstart.websocket.SocketIo;

class UpgradedSocketIoTest extends ServedSocketIoContract {
    @Override
    TestServer start(Function<SocketIo, SocketIo.Listener> opened) {
        return TestServer.upgraded(opened);
    }
}
