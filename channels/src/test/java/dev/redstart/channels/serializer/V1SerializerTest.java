package dev.redstart.channels.serializer;

import java.util.List;
import java.util.Map;

import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** PROTOCOL.md 9.2. */
class V1SerializerTest extends SerializerContract {
    @Override
    Serializer serializer() {
        return V1Serializer.INSTANCE;
    }

    @Override
    String message(String joinRef, String ref, String topic, String event, String payload) {
        return "{\"topic\":%s,\"event\":%s,\"payload\":%s,\"ref\":%s,\"join_ref\":%s}".formatted(topic, event, payload,
                ref, joinRef);
    }

    @Test
    void section9_2joinRefIsOptionalAndKeysComeInAnyOrder() {
        var message = decode("{\"ref\":\"2\",\"more\":[{}],\"payload\":{},\"event\":\"e\",\"topic\":\"t\"}");
        assertThat(message.joinRef()).isNull();
        assertThat(message.ref()).isEqualTo(ref("\"2\""));
        assertThat(message.topic()).isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "[null,\"1\",\"t\",\"e\",{}]", "\"text\"", "{}",
            "{\"event\":\"e\",\"payload\":{},\"ref\":\"1\"}", "{\"topic\":\"t\",\"payload\":{},\"ref\":\"1\"}",
            "{\"topic\":\"t\",\"event\":\"e\",\"ref\":\"1\"}", "{\"topic\":\"t\",\"event\":\"e\",\"payload\":{}}",
            "{\"topic\":null,\"event\":\"e\",\"payload\":{},\"ref\":\"1\"}",
            "{\"topic\":\"t\",\"event\":\"e\",\"payload\":{},\"ref\":\"1\"} x",
            "{\"topic\":\"t\",\"event\":\"e\",\"payload\":{},\"ref\":\"1\"}{}"})
    void section9_2theFirstFourKeysAreRequiredAndANonObjectIsUndecodable(String text) {
        assertThatThrownBy(() -> decode(text)).isInstanceOf(UndecodableMessageException.class);
    }

    @Test
    void section9_2theOpcodeIsIgnored() {
        var text = message("null", "\"1\"", "\"t\"", "\"é\"", "{}");
        assertThat(serializer().decodeBinary(utf8(text)).event()).isEqualTo("é");
    }

    @Test
    void section9_2encodesEveryKindWithoutAJoinRef() {
        var j = ref("\"1\"");
        assertThat(encode(new Outbound.Push(j, "room:a", "n", Map.of("a", 1))))
                .isEqualTo("{\"topic\":\"room:a\",\"event\":\"n\",\"payload\":{\"a\":1},\"ref\":null}");
        assertThat(encode(new Outbound.Broadcast("room:a", "n", Map.of())))
                .isEqualTo("{\"topic\":\"room:a\",\"event\":\"n\",\"payload\":{},\"ref\":null}");
        assertThat(encode(new Outbound.Answer(j, ref("2"), "room:a", Reply.of("weird", "text")))).isEqualTo(
                "{\"topic\":\"room:a\",\"event\":\"phx_reply\",\"payload\":{\"status\":\"weird\",\"response\":\"text\"},\"ref\":2}");
        assertThat(encode(new Outbound.Close(j, "room:a")))
                .isEqualTo("{\"topic\":\"room:a\",\"event\":\"phx_close\",\"payload\":{},\"ref\":\"1\"}");
        assertThat(encode(new Outbound.Crash(null, "room:a"))).isEqualTo(
                "{\"topic\":\"room:a\",\"event\":\"phx_error\",\"payload\":{\"reason\":\"channel_crash\"},\"ref\":null}");
    }

    @Test
    void section9_2payloadsOfPushesMayBeAnyJson() {
        for (Object payload : List.of("text", 5, List.of(), true)) {
            assertThat(encode(new Outbound.Push(null, "t", "e", payload))).contains("\"payload\":");
        }
    }

    @Test
    void section9_2bytesCannotBeEncoded() {
        var bytes = Payload.ofBytes(new byte[]{1, 2});
        assertThatThrownBy(() -> serializer().encode(new Outbound.Broadcast("t", "e", bytes)))
                .isInstanceOf(UnencodableMessageException.class);
    }
}
