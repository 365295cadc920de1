package dev.redstart.channels.functional;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** A client that sends and sees frames as they are. */
final class Client implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final LinkedBlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket webSocket;

    private Client(URI uri) {
        webSocket = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(5)).buildAsync(uri, new Listener())
                .join();
    }

    /** @param params the query string without vsn */
    static Client connect(int port, String params) {
        return new Client(URI.create("ws://127.0.0.1:" + port + "/socket/websocket?vsn=2.0.0&" + params));
    }

    static Client connect(int port) {
        return connect(port, "user=ann");
    }

    /** @return the HTTP status of a connection that is refused */
    static int refusal(int port, String query) {
        try {
            new Client(URI.create("ws://127.0.0.1:" + port + "/socket/websocket?" + query)).close();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refusal) {
                return refusal.getResponse().statusCode();
            }
            throw e;
        }
    }

    void send(String... messages) {
        for (var message : messages) {
            webSocket.sendText(message, true).join();
        }
    }

    void sendBinary(byte... bytes) {
        webSocket.sendBinary(java.nio.ByteBuffer.wrap(bytes), true).join();
    }

    /** Joins, and takes the reply and the first push of a {@link RoomChannel}. */
    void join(String topic, int ref) {
        send("[\"%d\",\"%d\",\"%s\",\"phx_join\",{}]".formatted(ref, ref, topic));
        assertThat(next())
                .startsWith("[\"%d\",\"%d\",\"%s\",\"phx_reply\",{\"status\":\"ok\"".formatted(ref, ref, topic));
        assertThat(next()).isEqualTo("[\"%d\",null,\"%s\",\"after_join\",{\"a\":1}]".formatted(ref, topic));
    }

    /** The next frame. */
    String next() {
        try {
            var frame = frames.poll(5, TimeUnit.SECONDS);
            assertThat(frame).as("a frame within 5 s").isNotNull();
            return String.valueOf(frame);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> next(int count) {
        var seen = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            seen.add(next());
        }
        return seen;
    }

    void expect(String... expected) {
        for (var frame : expected) {
            assertThat(next()).isEqualTo(frame);
        }
    }

    /** Nothing waits, and nothing comes before the answers of the connection and of the channel {@code topic} to a new message. */
    void expectNothingMore(String topic, int joinRef) {
        send("[null,\"h\",\"phoenix\",\"heartbeat\",{}]");
        expect("[null,\"h\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        send("[\"%d\",\"e\",\"%s\",\"bare\",{}]".formatted(joinRef, topic));
        expect("[\"%d\",\"e\",\"%s\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]".formatted(joinRef, topic));
    }

    /** The code the server closed with. */
    int closeCode() {
        return closed.orTimeout(5, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        webSocket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                frames.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.complete(1006);
        }
    }
}
