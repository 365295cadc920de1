package dev.redstart.endpoint.undertow;

import java.util.function.Function;

import dev.redstart.websocket.SocketIo;

class TlsUpgradedSocketIoTest extends TlsSocketIoContract {
    @Override
    TestServer start(Function<SocketIo, SocketIo.Listener> opened) throws Exception {
        return TestServer.upgraded(opened, certificate.context());
    }
}
