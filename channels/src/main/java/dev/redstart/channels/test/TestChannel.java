package dev.redstart.channels.test;

import java.util.Map;

import dev.redstart.channels.Payload;
import dev.redstart.channels.serializer.ClientCodec;
import org.jspecify.annotations.Nullable;

/**
 * One client on one topic. Each {@code assert} takes the message it is about, so the next one is about the next; messages nobody asks for may
 * come in between. Belongs to the test.
 */
public final class TestChannel {
    private final TestClient client;
    private final String topic;
    private final String joinRef;

    TestChannel(TestClient client, String topic, String joinRef) {
        this.client = client;
        this.topic = topic;
        this.joinRef = joinRef;
    }

    /** The topic. */
    public String topic() {
        return topic;
    }

    /** The client must be let in; gives what it was told. */
    public Payload assertJoined() {
        return joinReply().assertReply("ok");
    }

    /** The client must be kept out; gives what it was told. */
    public Payload assertRefused() {
        return joinReply().assertReply("error");
    }

    private TestReply joinReply() {
        return new TestReply(client, topic, joinRef, "phx_join");
    }

    /**
     * Pushes an event.
     *
     * @param payload what becomes JSON, or a {@link Payload} of bytes
     * @return its answer, to be asked for
     */
    public TestReply push(String event, @Nullable Object payload) {
        var ref = client.nextRef();
        client.send(joinRef, ref, topic, event, payload);
        return new TestReply(client, topic, ref, event);
    }

    /** Leaves. */
    public TestReply leave() {
        return push("phx_leave", Map.of());
    }

    /** That event must come, pushed or broadcast; gives its payload. */
    public Payload assertPush(String event) {
        return client.inbox().take(message -> is(message, event), Inbox.PATIENCE).map(ClientCodec.Message::payload)
                .orElseThrow(() -> new AssertionError(
                        "expected event " + event + " on " + topic + "; " + client.inbox().seen()));
    }

    /** That event may not come within a tenth of a second. */
    public void refutePush(String event) {
        client.inbox().take(message -> is(message, event), Inbox.SHORT).ifPresent(message -> {
            throw new AssertionError("expected no event " + event + " on " + topic + ", but it came: "
                    + Replies.shown(message));
        });
    }

    /** The channel must end in good order: the client gets {@code phx_close}. */
    public void assertClosed() {
        assertPush("phx_close");
    }

    /** The channel must crash: the client gets {@code phx_error}. */
    public void assertCrashed() {
        assertPush("phx_error");
    }

    /** What belongs to another join of this client on the same topic is not ours. */
    private boolean is(ClientCodec.Message message, String event) {
        var other = message.joinRef();
        return message.topic().equals(topic) && message.event().equals(event)
                && (other == null || joinRef.equals(other.value()));
    }
}
