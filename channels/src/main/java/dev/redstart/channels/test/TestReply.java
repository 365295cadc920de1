package dev.redstart.channels.test;

import dev.redstart.channels.Payload;
import dev.redstart.channels.serializer.ClientCodec;

/** The answer to one message of a client. */
public final class TestReply {
    private final TestClient client;
    private final String topic;
    private final String ref;
    private final String event;

    TestReply(TestClient client, String topic, String ref, String event) {
        this.client = client;
        this.topic = topic;
        this.ref = ref;
        this.event = event;
    }

    /** There must be an answer of that status, usually {@code ok} or {@code error}; gives its response. */
    public Payload assertReply(String status) {
        var reply = client.inbox().take(this::isMine, Inbox.PATIENCE).orElseThrow(() -> new AssertionError(
                "expected a reply to " + event + " on " + topic + "; " + client.inbox().seen()));
        var actual = Replies.status(reply);
        if (!actual.equals(status)) {
            throw new AssertionError("expected a reply with status " + status + " to " + event + " on " + topic
                    + ", but it is " + actual + ": " + Replies.shown(reply));
        }
        return Replies.response(reply);
    }

    /** No answer may come within a tenth of a second. */
    public void refuteReply() {
        client.inbox().take(this::isMine, Inbox.SHORT).ifPresent(reply -> {
            throw new AssertionError("expected no reply to " + event + " on " + topic + ", but there is one: "
                    + Replies.shown(reply));
        });
    }

    private boolean isMine(ClientCodec.Message message) {
        var other = message.ref();
        return message.event().equals("phx_reply") && message.topic().equals(topic) && other != null
                && ref.equals(other.value());
    }
}
