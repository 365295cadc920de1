package dev.redstart.channels.test;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redstart.channels.Payload;
import dev.redstart.channels.serializer.ClientCodec;
import org.jspecify.annotations.Nullable;

/** One connected client. Belongs to the test. */
public final class TestClient implements AutoCloseable {
    private final MemoryConnection connection;
    private final AtomicInteger refs = new AtomicInteger();

    TestClient(MemoryConnection connection) {
        this.connection = connection;
    }

    /** Asks to join, with {@code {}}. */
    public TestChannel join(String topic) {
        return join(topic, Map.of());
    }

    /**
     * Asks to join.
     *
     * @param payload what becomes JSON, or a {@link Payload} of bytes
     */
    public TestChannel join(String topic, @Nullable Object payload) {
        var ref = nextRef();
        send(ref, ref, topic, "phx_join", payload);
        return new TestChannel(this, topic, ref);
    }

    /** The server must answer a heartbeat. */
    public void assertAlive() {
        var ref = nextRef();
        send("", ref, "phoenix", "heartbeat", Map.of());
        new TestReply(this, "phoenix", ref, "heartbeat").assertReply("ok");
    }

    /** The server must close the connection with that code. */
    public void assertClosed(int code) {
        var seen = inbox().awaitClose(Inbox.PATIENCE);
        if (seen.isEmpty() || seen.get() != code) {
            throw new AssertionError("expected that the connection is closed with " + code + ", but "
                    + seen.map(other -> "it was closed with " + other).orElse("it is open"));
        }
    }

    /** Goes away, as a page that is closed. */
    @Override
    public void close() {
        connection.hangUp();
    }

    String nextRef() {
        return String.valueOf(refs.incrementAndGet());
    }

    void send(String joinRef, String ref, String topic, String event, @Nullable Object payload) {
        connection.receive(!(payload instanceof Payload sent && sent.isBytes()),
                ClientCodec.encode(joinRef, ref, topic, event, payload));
    }

    Inbox inbox() {
        return connection.inbox;
    }
}
