package dev.redstart.channels.functional;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** A client on WebSocket. */
final class WebSocketClient extends Client {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final WebSocket webSocket;

    WebSocketClient(URI uri, String... subprotocols) {
        var builder = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS));
        if (subprotocols.length > 0) {
            var others = new String[subprotocols.length - 1];
            System.arraycopy(subprotocols, 1, others, 0, others.length);
            builder.subprotocols(subprotocols[0], others);
        }
        webSocket = builder.buildAsync(uri, new Listener()).join();
    }

    /** @return the HTTP status of a connection that is refused */
    static int refusal(int port, String query) {
        try {
            new WebSocketClient(URI.create("ws://127.0.0.1:" + port + "/socket/websocket?" + query)).close();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refusal) {
                return refusal.getResponse().statusCode();
            }
            throw e;
        }
    }

    String subprotocol() {
        return webSocket.getSubprotocol();
    }

    @Override
    void send(String... messages) {
        for (var message : messages) {
            webSocket.sendText(message, true).join();
        }
    }

    @Override
    void sendBinary(byte... bytes) {
        webSocket.sendBinary(ByteBuffer.wrap(bytes), true).join();
    }

    @Override
    void expectClosed(int code) {
        assertThat(closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join()).isEqualTo(code);
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
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            var bytes = new byte[data.remaining()];
            data.get(bytes);
            frames.add(HexFormat.of().formatHex(bytes));
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
