package dev.redstart.channels.serializer;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.redstart.channels.Reply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class V2SerializerTest extends SerializerContract {
    private final Serializer v2 = V2Serializer.INSTANCE;

    @Override
    Serializer serializer() {
        return v2;
    }

    @Override
    String message(String joinRef, String ref, String topic, String event, String payload) {
        return "[%s,%s,%s,%s,%s]".formatted(joinRef, ref, topic, event, payload);
    }

    @Test
    void section9_3ExtraElementsAreIgnored() {
        assertThat(decode("[null,\"1\",\"t\",\"e\",{},{\"x\":[1]},7]").event()).isEqualTo("e");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[]", "[1,2,\"t\",\"e\"]", "{}", "\"text\"", "null", "[1,2,\"t\",\"e\",{}",
            "[1,2,\"t\",\"e\",{]",
            "[1,2,\"t\",\"e\",{}]]", "[1,2,\"t\",\"e\",{}] x", "[1,2,\"t\",\"e\",{},", "[1,2,3,\"e\",{}]",
            "[1,2,\"t\",null,{}]",
            "[1,2,\"t\",\"e\",{\"a\":01}]", "[1,2,\"t\",\"e\",NaN]", "[1,2,'t',\"e\",{}]",
            "[1,2,\"t\",\"e\",{}][1,2,\"t\",\"e\",{}]",
            "[1,2,\"t\",\"e\",{}, }]"})
    void section9_3AnythingElseIsUndecodable(String text) {
        assertThatThrownBy(() -> decode(text)).isInstanceOf(UndecodableMessageException.class);
    }

    @Test
    void section9_3EncodesEveryKind() {
        var j = ref("\"1\"");
        assertThat(encode(new Outbound.Push(j, "room:a", "n", Map.of("a", 1))))
                .isEqualTo("[\"1\",null,\"room:a\",\"n\",{\"a\":1}]");
        assertThat(encode(new Outbound.Broadcast("room:a", "n", Map.of())))
                .isEqualTo("[null,null,\"room:a\",\"n\",{}]");
        assertThat(encode(new Outbound.Answer(j, ref("2"), "room:a", Reply.of("weird", "text"))))
                .isEqualTo("[\"1\",2,\"room:a\",\"phx_reply\",{\"status\":\"weird\",\"response\":\"text\"}]");
        assertThat(encode(new Outbound.Answer(null, ref("2"), "phoenix", Reply.ok())))
                .isEqualTo("[null,2,\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        assertThat(encode(new Outbound.Close(j, "room:a"))).isEqualTo("[\"1\",\"1\",\"room:a\",\"phx_close\",{}]");
        assertThat(encode(new Outbound.Crash(j, "room:a")))
                .isEqualTo("[\"1\",\"1\",\"room:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
    }

    record Shout(String body, @Nullable Integer times, List<String> to) {}

    record Nothing() {}

    @Test
    void recordsBecomeObjectsInTheOrderOfTheirComponents() {
        assertThat(encode(new Outbound.Broadcast("t", "shout", new Shout("hi", null, List.of("é")))))
                .isEqualTo("[null,null,\"t\",\"shout\",{\"body\":\"hi\",\"times\":null,\"to\":[\"é\"]}]");
        assertThat(encode(new Outbound.Broadcast("t", "n", new Nothing()))).isEqualTo("[null,null,\"t\",\"n\",{}]");
        assertThat(encode(new Outbound.Broadcast("t", "n", Map.of("at", Instant.EPOCH))))
                .isEqualTo("[null,null,\"t\",\"n\",{\"at\":\"1970-01-01T00:00:00Z\"}]");
    }

    @Test
    void section9_3PushAndBroadcastNeedAnObject() {
        for (Object payload : List.of("text", 5, List.of(), true, decode("[1,2,\"t\",\"e\",[]]").payload())) {
            assertThatThrownBy(() -> v2.encode(new Outbound.Push(null, "t", "badpush", payload)))
                    .isInstanceOf(UnencodableMessageException.class).hasMessageContaining("badpush")
                    .hasMessageContaining("JSON object");
            assertThat(encode(new Outbound.Answer(null, null, "t", Reply.ok(payload)))).endsWith("}]");
        }
        assertThatThrownBy(() -> v2.encode(new Outbound.Broadcast("t", "e", null)))
                .isInstanceOf(UnencodableMessageException.class);
    }

}
