package dev.redstart.channels.serializer;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class V2JsonSerializerTest {
    private final Serializer v2 = V2JsonSerializer.INSTANCE;

    private Envelope decode(String text) {
        return v2.decodeText(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String encode(Outbound message) {
        return Wire.text(v2.encode(message));
    }

    private static String text(Payload payload) {
        return StandardCharsets.UTF_8.decode(payload.bytes()).toString();
    }

    private static @Nullable Ref ref(@Nullable String json) {
        return json == null ? null : new Ref(json);
    }

    @Test
    void section9DecodesTheFiveFields() {
        var message = decode("[\"1\",\"2\",\"room:a\",\"echo\",{\"body\":\"hé\"}]");
        assertThat(message.joinRef()).isEqualTo(ref("\"1\""));
        assertThat(message.ref()).isEqualTo(ref("\"2\""));
        assertThat(message.topic()).isEqualTo("room:a");
        assertThat(message.event()).isEqualTo("echo");
        assertThat(message.payload().tree()).isEqualTo(Map.of("body", "hé"));
    }

    @Test
    void decodesFromTheMiddleOfABufferAndLeavesItAlone() {
        var bytes = "XX[null,\"2\",\"t\",\"e\",{\"a\":1}]YY".getBytes(StandardCharsets.UTF_8);
        for (var buffer : List.of(ByteBuffer.wrap(bytes), ByteBuffer.allocateDirect(bytes.length).put(bytes).rewind(),
                ByteBuffer.wrap(bytes).slice().asReadOnlyBuffer())) {
            buffer.position(2).limit(bytes.length - 2);
            var message = v2.decodeText(buffer);
            assertThat(message.ref()).isEqualTo(ref("\"2\""));
            assertThat(text(message.payload())).isEqualTo("{\"a\":1}");
            assertThat(buffer.position()).isEqualTo(2);
        }
    }

    @Test
    void thePayloadDoesNotShareTheBuffer() {
        var bytes = "[null,null,\"t\",\"e\",{\"a\":1}]".getBytes(StandardCharsets.UTF_8);
        var payload = v2.decodeText(ByteBuffer.wrap(bytes)).payload();
        java.util.Arrays.fill(bytes, (byte) 0);
        assertThat(payload.tree()).isEqualTo(Map.of("a", 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "null|", "\"1\"|\"1\"", "1|1", "-1.5e3|-1.5e3", "true|true", "\"\"|\"\"", "\"é\"|\"é\"",
            "\"\\u0031\"|\"1\"", "[1, 2]|[1,2]", "{ \"a\" : [ ] }|{\"a\":[]}", "\"a b\"|\"a b\""})
    void section9RefsAreAnyJsonAndKeptExactly(String sent, @Nullable String kept) {
        var message = decode("[" + sent + " , " + sent + ",\"t\",\"e\",{}]");
        assertThat(message.joinRef()).isEqualTo(ref(kept));
        assertThat(message.ref()).isEqualTo(ref(kept));
        assertThat(encode(new Outbound.Answer(message.joinRef(), message.ref(), "t", Reply.ok())))
                .startsWith("[" + kept + "," + kept + ",");
    }

    @Test
    void section9TheTextOneIsNotTheNumberOne() {
        assertThat(decode("[\"1\",null,\"t\",\"e\",{}]").joinRef())
                .isNotEqualTo(decode("[1,null,\"t\",\"e\",{}]").joinRef());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"text\"", "5", "[1,2]", "{}", "true"})
    void section9PayloadMayBeAnyJson(String payload) {
        var message = decode("[null,\"1\",\"t\",\"phx_join\"," + payload + "]");
        assertThat(text(message.payload())).isEqualTo(payload);
    }

    @Test
    void section9ExtraElementsAreIgnored() {
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
    void section9AnythingElseIsUndecodable(String text) {
        assertThatThrownBy(() -> decode(text)).isInstanceOf(UndecodableMessageException.class);
    }

    /** These bytes are valid UTF-8, so they get this far; read as what they were meant to be they would shift every field. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void jsonInAnotherEncodingIsUndecodable(String charset) {
        var bytes = "[null,\"1\",\"t\",\"e\",{}]".getBytes(Charset.forName(charset));
        var behindOthers = ByteBuffer.wrap(("[1,2" + new String(bytes, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1)).position(4);
        for (var buffer : List.of(ByteBuffer.wrap(bytes), behindOthers)) {
            assertThatThrownBy(() -> v2.decodeText(buffer)).isInstanceOf(UndecodableMessageException.class);
        }
    }

    @Test
    void nestingIsLimited() {
        var deepest = JacksonJson.MAX_DEPTH - 1; // the envelope is a level, too
        assertThat(decode("[1,2,\"t\",\"e\"," + "[".repeat(deepest) + "]".repeat(deepest) + "]").event())
                .isEqualTo("e");
        assertThatThrownBy(() -> decode("[1,2,\"t\",\"e\"," + "[".repeat(deepest + 1) + "]".repeat(deepest + 1) + "]"))
                .isInstanceOf(UndecodableMessageException.class);
    }

    @Test
    void whatAConnectionKeepsIsLimited() {
        var longest = "x".repeat(V2JsonSerializer.MAX_KEPT_BYTES - 2);
        assertThat(decode("[\"" + longest + "\",null,\"" + longest + "\",\"e\",{}]").topic()).isEqualTo(longest);
        assertThatThrownBy(() -> decode("[\"" + longest + "x\",null,\"t\",\"e\",{}]"))
                .hasMessageContaining("join_ref must be <= 4096");
        assertThatThrownBy(() -> decode("[null,null,\"" + longest + "x\",\"e\",{}]"))
                .hasMessageContaining("topic must be <= 4096");
    }

    @Test
    void payloadsLoseTheirWhitespaceAndNothingElse() {
        var payload = decode("[1,2,\"t\",\"e\", { \"a b\" : [ 1 ,\t2 ],\n\"q\\\" \\\\\" : \" \\\\\" } ]").payload();
        assertThat(text(payload)).isEqualTo("{\"a b\":[1,2],\"q\\\" \\\\\":\" \\\\\"}");
        assertThat(payload.tree()).isEqualTo(Map.of("a b", List.of(1, 2), "q\" \\", " \\"));
    }

    @Test
    void section9EncodesEveryKind() {
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
    void payloadsOfClientsArePassedOnAsTheyCame() {
        var payload = decode("[1,2,\"t\",\"e\",{\"b\":1.50,\"a\":\"\\u00e9\"}]").payload();
        assertThat(encode(new Outbound.Broadcast("t", "e", payload)))
                .isEqualTo("[null,null,\"t\",\"e\",{\"b\":1.50,\"a\":\"\\u00e9\"}]");
        assertThat(encode(new Outbound.Push(null, "t", "e", Map.of("inner", payload))))
                .isEqualTo("[null,null,\"t\",\"e\",{\"inner\":{\"b\":1.50,\"a\":\"\\u00e9\"}}]");
    }

    @Test
    void section9PushAndBroadcastNeedAnObject() {
        for (Object payload : List.of("text", 5, List.of(), true, decode("[1,2,\"t\",\"e\",[]]").payload())) {
            assertThatThrownBy(() -> v2.encode(new Outbound.Push(null, "t", "badpush", payload)))
                    .isInstanceOf(UnencodableMessageException.class).hasMessageContaining("badpush")
                    .hasMessageContaining("JSON object");
            assertThat(encode(new Outbound.Answer(null, null, "t", Reply.ok(payload)))).endsWith("}]");
        }
        assertThatThrownBy(() -> v2.encode(new Outbound.Broadcast("t", "e", null)))
                .isInstanceOf(UnencodableMessageException.class);
    }

    @Test
    void whatHasNoJsonIsUnencodable() {
        var cycle = new HashMap<String, Object>();
        cycle.put("self", cycle);
        assertThatThrownBy(() -> v2.encode(new Outbound.Broadcast("t", "e", cycle)))
                .isInstanceOf(UnencodableMessageException.class);
        assertThatThrownBy(() -> v2.encode(new Outbound.Broadcast("t", "e", Payload.ofBytes(new byte[3]))))
                .isInstanceOf(UnencodableMessageException.class);
    }

    @Provide
    Arbitrary<Object> trees() {
        Arbitrary<Object> leaves = Arbitraries.oneOf(Arbitraries.strings().map(V2JsonSerializerTest::wellFormed),
                Arbitraries.integers(), Arbitraries.of(true, false), Arbitraries.doubles());
        Arbitrary<Object> lists = leaves.list().ofMaxSize(4).map(list -> list);
        return Arbitraries.maps(Arbitraries.strings().ofMaxLength(5).map(V2JsonSerializerTest::wellFormed),
                Arbitraries.oneOf(leaves, lists)).ofMaxSize(5).map(map -> map);
    }

    /** Lone surrogates have no UTF-8. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<Ref> refs() {
        return Combinators.combine(Arbitraries.integers(), Arbitraries.of(true, false))
                .as((number, quoted) -> new Ref(quoted ? "\"" + number + "\"" : "" + number));
    }

    @Property(tries = 500)
    void whatIsEncodedIsDecoded(@ForAll("trees") Object tree, @ForAll("refs") Ref ref, @ForAll String topic,
            @ForAll String event) {
        var goodTopic = wellFormed(topic.substring(0, Math.min(topic.length(), 500)));
        var sent = new Outbound.Push(ref, goodTopic, wellFormed(event), tree);
        var seen = decode(encode(sent));
        assertThat(seen.joinRef()).isEqualTo(ref);
        assertThat(seen.ref()).isNull();
        assertThat(seen.topic()).isEqualTo(goodTopic);
        assertThat(seen.event()).isEqualTo(wellFormed(event));
        assertThat(Objects.toString(seen.payload().tree())).isEqualTo(tree.toString());
    }

    @Property(tries = 500)
    void rubbishIsUndecodableAndNothingWorse(@ForAll String text) {
        assertThatThrownBy(() -> decode("[" + text)).isInstanceOf(UndecodableMessageException.class);
    }

    @Property(tries = 300)
    void aCutMessageIsUndecodable(@ForAll("trees") Object tree, @ForAll int at) {
        var whole = encode(new Outbound.Push(ref("1"), "t", "e", tree));
        var cut = whole.substring(0, Math.floorMod(at, whole.length()));
        assertThatThrownBy(() -> decode(wellFormed(cut))).isInstanceOf(UndecodableMessageException.class);
    }
}
