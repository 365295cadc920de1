package dev.redstart.channels.functional;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** A client that sends and sees frames as they are, over one of the transports. */
abstract class Client implements AutoCloseable {
    static final int PATIENCE_SECONDS = 20;

    final LinkedBlockingQueue<String> frames = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    abstract void send(String... messages);

    abstract void sendBinary(byte... bytes);

    /** The server must close with that code, or end the session if the transport has no codes. */
    abstract void expectClosed(int code);

    @Override
    public abstract void close();

    /** Joins, and takes the reply and the first push of a {@link RoomChannel}. */
    void join(String topic, int ref) {
        send("[\"%d\",\"%d\",\"%s\",\"phx_join\",{}]".formatted(ref, ref, topic));
        assertThat(next())
                .startsWith("[\"%d\",\"%d\",\"%s\",\"phx_reply\",{\"status\":\"ok\"".formatted(ref, ref, topic));
        assertThat(next()).isEqualTo("[\"%d\",null,\"%s\",\"after_join\",{\"a\":1}]".formatted(ref, topic));
    }

    /** The next frame; a binary one as hexadecimal digits. */
    String next() {
        try {
            var frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(frame).as("a frame in time").isNotNull();
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
}
