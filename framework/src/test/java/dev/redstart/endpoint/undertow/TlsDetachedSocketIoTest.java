package dev.redstart.endpoint.undertow;

import java.util.function.Function;

import dev.redstart.websocket.SocketIo;

class TlsDetachedSocketIoTest extends TlsSocketIoContract {
    @Override
    TestServer start(Function<SocketIo, SocketIo.Listener> opened) throws Exception {
        return TestServer.detached(TestServer.handler(opened), certificate.context());
    }
}
