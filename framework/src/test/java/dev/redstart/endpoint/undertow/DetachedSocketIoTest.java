package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import dev.redstart.websocket.SocketIo;
import io.undertow.server.HttpHandler;
import org.junit.jupiter.api.Test;

import static org.awaitility.Awaitility.await;

class DetachedSocketIoTest extends ServedSocketIoContract {
    private final List<WeakReference<Object>> ofHttp = new CopyOnWriteArrayList<>();

    @Override
    TestServer start(Function<SocketIo, SocketIo.Listener> opened) throws IOException {
        HttpHandler upgrade = TestServer.handler(opened);
        return TestServer.detached(exchange -> {
            ofHttp.add(new WeakReference<>(exchange));
            ofHttp.add(new WeakReference<>(exchange.getConnection()));
            upgrade.handleRequest(exchange);
        }, null);
    }

    /** Neither a list nor a timer nor a handler of the open socket leads to it. */
    @Test
    void nothingOfHttpStays() {
        await().until(() -> {
            System.gc();
            return ofHttp.size() == 2 && ofHttp.stream().allMatch(http -> http.get() == null);
        });
    }
}
