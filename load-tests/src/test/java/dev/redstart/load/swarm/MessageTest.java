package dev.redstart.load.swarm;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MessageTest {
    @Test
    void writesWhatAClientSends() {
        assertThat(Message.text("1", "1", "room:a", "phx_join")).isEqualTo("[\"1\",\"1\",\"room:a\",\"phx_join\",{}]");
        assertThat(Message.text(null, "2", "say \"hi\"", "heartbeat"))
                .isEqualTo("[null,\"2\",\"say \\\"hi\\\"\",\"heartbeat\",{}]");
    }

    @Test
    void readsAReply() {
        assertThat(parse("[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]"))
                .isEqualTo(new Message("1", "2", "room:a", "phx_reply", "ok"));
    }

    @Test
    void readsABroadcastWhateverItsPayload() {
        var broadcast = new Message(null, null, "room:a", "shout", null);
        assertThat(parse("[null,null,\"room:a\",\"shout\",{\"status\":\"ok\",\"deep\":[[{}]]}]")).isEqualTo(broadcast);
        assertThat(parse("[null,null,\"room:a\",\"shout\",null]")).isEqualTo(broadcast);
    }

    @Test
    void onlyTheReplysOwnStatusCounts() {
        assertThat(parse("[null,\"2\",\"t\",\"phx_reply\",{\"response\":{\"status\":\"ok\"},\"status\":\"error\"}]")
                .status()).isEqualTo("error");
        assertThat(parse("[null,\"2\",\"t\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"status\":\"ok\"}}]")
                .status()).isEqualTo("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "[null,null,\"t\",\"e\"]", "[null,null,\"t\",\"e\",{},1]",
            "[null,null,\"t\",\"e\",{}] x",
            "[null,null,\"t\",\"e\",{}", "[1,null,\"t\",\"e\",{}]", "[null,null,null,\"e\",{}]",
            "[null,\"1\",\"t\",\"phx_reply\",\"ok\"]",
            "[null,\"1\",\"t\",\"phx_reply\",{}]", "[null,\"1\",\"t\",\"phx_reply\",{\"status\":1}]"})
    void anythingElseIsRefused(String text) {
        assertThatExceptionOfType(WireFault.class).isThrownBy(() -> parse(text))
                .withMessageContaining("a message must")
                .satisfies(e -> assertThat(e.fault()).isEqualTo(Fault.MESSAGE_INVALID));
    }

    private static Message parse(String text) {
        return Message.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
