package dev.redstart.endpoint;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that remembers what it gets: texts as they are, binary messages as {@code bytes} and their length. */
final class RecordingClient implements WebSocket.Listener {
    private static final int PATIENCE_SECONDS = 20;

    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder(); // the client calls one at a time
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        part.append(data); // the JDK's client gives what has come, which need not be a whole message
        if (last) {
            texts.add(part.toString());
            part.setLength(0);
        }
        socket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        texts.add("bytes" + data.remaining());
        socket.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedFuture(null);
    }

    String next() throws InterruptedException {
        return Objects.requireNonNull(texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no message came");
    }
}
