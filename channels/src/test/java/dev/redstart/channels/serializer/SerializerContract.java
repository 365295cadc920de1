package dev.redstart.channels.serializer;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.redstart.channels.InvalidPayloadException;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every version does alike. */
abstract class SerializerContract {
    abstract Serializer serializer();

    /** The text of a message of these fields, each written as JSON. */
    abstract String message(String joinRef, String ref, String topic, String event, String payload);

    private String event(String payload) {
        return message("null", "\"1\"", "\"t\"", "\"e\"", payload);
    }

    static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    Envelope decode(String text) {
        return serializer().decodeText(utf8(text));
    }

    String encode(Outbound message) {
        return Wire.text(serializer().encode(message));
    }

    static String text(Payload payload) {
        return StandardCharsets.UTF_8.decode(payload.bytes()).toString();
    }

    static @Nullable Ref ref(@Nullable String json) {
        return json == null ? null : new Ref(json);
    }

    @Test
    void section9decodesTheFields() {
        var message = decode(message("\"1\"", "\"2\"", "\"room:a\"", "\"echo\"", "{\"body\":\"hé\"}"));
        assertThat(message.joinRef()).isEqualTo(ref("\"1\""));
        assertThat(message.ref()).isEqualTo(ref("\"2\""));
        assertThat(message.topic()).isEqualTo("room:a");
        assertThat(message.event()).isEqualTo("echo");
        assertThat(message.payload().tree()).isEqualTo(Map.of("body", "hé"));
    }

    @Test
    void decodesFromTheMiddleOfABufferAndLeavesItAlone() {
        var bytes = ("XX" + event("{\"a\":1}") + "YY").getBytes(StandardCharsets.UTF_8);
        for (var buffer : List.of(ByteBuffer.wrap(bytes), ByteBuffer.allocateDirect(bytes.length).put(bytes).rewind(),
                ByteBuffer.wrap(bytes).slice().asReadOnlyBuffer())) {
            buffer.position(2).limit(bytes.length - 2);
            var message = serializer().decodeText(buffer);
            assertThat(message.ref()).isEqualTo(ref("\"1\""));
            assertThat(text(message.payload())).isEqualTo("{\"a\":1}");
            assertThat(buffer.position()).isEqualTo(2);
        }
    }

    @Test
    void thePayloadDoesNotShareTheBuffer() {
        var bytes = event("{\"a\":1}").getBytes(StandardCharsets.UTF_8);
        var payload = serializer().decodeText(ByteBuffer.wrap(bytes)).payload();
        Arrays.fill(bytes, (byte) 0);
        assertThat(payload.tree()).isEqualTo(Map.of("a", 1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "null|", "\"1\"|\"1\"", "1|1", "-1.5e3|-1.5e3", "true|true", "\"\"|\"\"", "\"é\"|\"é\"",
            "\"\\u0031\"|\"1\"", "[1, 2]|[1,2]", "{ \"a\" : [ ] }|{\"a\":[]}", "\"a b\"|\"a b\""})
    void section9row1RefsAreAnyJsonAndKeptExactly(String sent, @Nullable String kept) {
        var message = decode(message(sent + " ", " " + sent, "\"t\"", "\"e\"", "{}"));
        assertThat(message.joinRef()).isEqualTo(ref(kept));
        assertThat(message.ref()).isEqualTo(ref(kept));
        assertThat(encode(new Outbound.Answer(null, message.ref(), "t", Reply.ok()))).contains(String.valueOf(kept));
    }

    @Test
    void section9row1TheTextOneIsNotTheNumberOne() {
        assertThat(decode(message("\"1\"", "null", "\"t\"", "\"e\"", "{}")).joinRef())
                .isNotEqualTo(decode(message("1", "null", "\"t\"", "\"e\"", "{}")).joinRef());
    }

    /** No answer could repeat it, and whatever tried would fail. In payloads, which leave as they came, it hurts nobody. */
    @Test
    void halfASurrogatePairIsUndecodableWhereItWouldBeRepeated() {
        var good = "\"x\\ud83d\\udc26\"";
        var half = "\"x\\ud83d\"";
        assertThat(decode(message(good, good, good, good, good)).topic()).isEqualTo("x🐦");
        assertThat(text(decode(message(good, good, good, good, half)).payload())).isEqualTo(half);
        for (var text : List.of(message(half, good, good, good, good), message(good, half, good, good, good),
                message(good, "[" + half + "]", good, good, good), message(good, good, half, good, good),
                message(good, good, good, half, good))) {
            assertThatThrownBy(() -> decode(text)).isInstanceOf(UndecodableMessageException.class)
                    .hasMessageContaining("lone surrogate");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"text\"", "5", "[1,2]", "{}", "true"})
    void section9PayloadMayBeAnyJson(String payload) {
        assertThat(text(decode(event(payload)).payload())).isEqualTo(payload);
    }

    /** These bytes are valid UTF-8, so they get this far; read as what they were meant to be they would shift every field. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void jsonInAnotherEncodingIsUndecodable(String charset) {
        var bytes = event("{}").getBytes(Charset.forName(charset));
        var behindOthers = ByteBuffer.wrap(("[1,2" + new String(bytes, StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1)).position(4);
        for (var buffer : List.of(ByteBuffer.wrap(bytes), behindOthers)) {
            assertThatThrownBy(() -> serializer().decodeText(buffer)).isInstanceOf(UndecodableMessageException.class);
        }
    }

    @Test
    void nestingIsLimited() {
        var deepest = JacksonJson.MAX_DEPTH - 1; // the envelope is a level, too
        assertThat(decode(event("[".repeat(deepest) + "]".repeat(deepest))).event()).isEqualTo("e");
        assertThatThrownBy(() -> decode(event("[".repeat(deepest + 1) + "]".repeat(deepest + 1))))
                .isInstanceOf(UndecodableMessageException.class);
    }

    @Test
    void whatAConnectionKeepsIsLimited() {
        var longest = "x".repeat(JsonCursor.MAX_KEPT_BYTES - 2);
        assertThat(decode(message("\"" + longest + "\"", "null", "\"" + longest + "\"", "\"e\"", "{}")).topic())
                .isEqualTo(longest);
        assertThatThrownBy(() -> decode(message("\"" + longest + "x\"", "null", "\"t\"", "\"e\"", "{}")))
                .hasMessageContaining("join_ref must be <= 4096");
        assertThatThrownBy(() -> decode(message("null", "null", "\"" + longest + "x\"", "\"e\"", "{}")))
                .hasMessageContaining("topic must be <= 4096");
    }

    @Test
    void payloadsLoseTheirWhitespaceAndNothingElse() {
        var payload = decode(event(" { \"a b\" : [ 1 ,\t2 ],\n\"q\\\" \\\\\" : \" \\\\\" } ")).payload();
        assertThat(text(payload)).isEqualTo("{\"a b\":[1,2],\"q\\\" \\\\\":\" \\\\\"}");
        assertThat(payload.tree()).isEqualTo(Map.of("a b", List.of(1, 2), "q\" \\", " \\"));
    }

    @Test
    void payloadsOfClientsArePassedOnAsTheyCame() {
        var sent = "{\"b\":1.50,\"a\":\"\\u00e9\"}";
        var payload = decode(event(sent)).payload();
        assertThat(encode(new Outbound.Broadcast("t", "e", payload))).contains(sent);
        assertThat(encode(new Outbound.Push(null, "t", "e", Map.of("inner", payload))))
                .contains("{\"inner\":" + sent + "}");
    }

    @Test
    void whatHasNoJsonIsUnencodable() {
        var cycle = new HashMap<String, Object>();
        cycle.put("self", cycle);
        for (var payload : List.of(cycle, Map.of("bytes", Payload.ofBytes(new byte[3])))) {
            assertThatThrownBy(() -> serializer().encode(new Outbound.Broadcast("t", "e", payload)))
                    .isInstanceOf(UnencodableMessageException.class);
        }
    }

    @Provide
    Arbitrary<Object> trees() {
        Arbitrary<Object> leaves = Arbitraries.oneOf(Arbitraries.strings().map(SerializerContract::wellFormed),
                Arbitraries.integers(), Arbitraries.of(true, false), Arbitraries.doubles());
        Arbitrary<Object> lists = leaves.list().ofMaxSize(4).map(list -> list);
        return Arbitraries.maps(Arbitraries.strings().ofMaxLength(5).map(SerializerContract::wellFormed),
                Arbitraries.oneOf(leaves, lists)).ofMaxSize(5).map(map -> map);
    }

    /** Lone surrogates have no UTF-8. */
    static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    @Provide
    Arbitrary<Ref> refs() {
        return Combinators.combine(Arbitraries.integers(), Arbitraries.of(true, false))
                .as((number, quoted) -> new Ref(quoted ? "\"" + number + "\"" : "" + number));
    }

    @Property(tries = 500)
    void whatIsEncodedIsDecoded(@ForAll("trees") Object tree, @ForAll("refs") Ref ref, @ForAll String topic) {
        var goodTopic = wellFormed(topic.substring(0, Math.min(topic.length(), 500)));
        var seen = decode(encode(new Outbound.Answer(null, ref, goodTopic, Reply.of("weird", tree))));
        assertThat(seen.ref()).isEqualTo(ref);
        assertThat(seen.topic()).isEqualTo(goodTopic);
        assertThat(seen.event()).isEqualTo("phx_reply");
        assertThat(seen.payload().get("status")).contains("weird");
        assertThat(Objects.toString(seen.payload().get("response").orElseThrow())).isEqualTo(tree.toString());
    }

    /** As a client of the same version reads it; what each looks like is the versions' own. */
    @Property(tries = 300)
    void section9everyKindIsReadAsItWasWritten(@ForAll("trees") Object tree, @ForAll("refs") Ref joinRef,
            @ForAll @StringLength(max = 100) String text) {
        var topic = wellFormed(text);
        var payload = Payload.of(tree);
        for (var kind : Map.of("e", new Outbound.Push(joinRef, topic, "e", payload), "b",
                new Outbound.Broadcast(topic, "b", payload), "phx_reply",
                new Outbound.Answer(joinRef, joinRef, topic, Reply.ok(payload)), "phx_close",
                new Outbound.Close(joinRef, topic), "phx_error", new Outbound.Crash(joinRef, topic)).entrySet()) {
            var seen = decode(encode(kind.getValue()));
            assertThat(seen.event()).isEqualTo(kind.getKey());
            assertThat(seen.topic()).isEqualTo(topic);
            assertThat(seen.ref()).isEqualTo(kind.getKey().startsWith("phx_") ? joinRef : null);
            assertThat(text(seen.payload())).isEqualTo(switch (kind.getKey()) {
                case "phx_reply" -> "{\"status\":\"ok\",\"response\":" + text(payload) + "}";
                case "phx_close" -> "{}";
                case "phx_error" -> "{\"reason\":\"channel_crash\"}";
                default -> text(payload);
            });
        }
    }

    @Property(tries = 500)
    void fuzzRubbishIsUndecodableAndNothingWorse(@ForAll String text) {
        assertThatThrownBy(() -> decode("[" + text)).isInstanceOf(UndecodableMessageException.class);
        assertThatThrownBy(() -> decode("{" + text)).isInstanceOf(UndecodableMessageException.class);
    }

    /** The frame layer has looked at texts, but nobody at binary messages. */
    @Property(tries = 2_000)
    void fuzzBytesAreAMessageOrUndecodable(@ForAll byte[] bytes) {
        decodeEitherWay(bytes);
    }

    /** Bytes changed here and there get further than rubbish does. */
    @Property(tries = 1_000)
    void fuzzADamagedMessageIsAMessageOrUndecodable(@ForAll("trees") Object tree, @ForAll("refs") Ref ref,
            @ForAll int at, @ForAll byte damage) {
        var bytes = encode(new Outbound.Answer(null, ref, "topic", Reply.ok(tree))).getBytes(StandardCharsets.UTF_8);
        bytes[Math.floorMod(at, bytes.length)] = damage;
        decodeEitherWay(bytes);
    }

    private void decodeEitherWay(byte[] bytes) {
        try {
            read(serializer().decodeBinary(ByteBuffer.wrap(bytes)));
        } catch (UndecodableMessageException e) {
            assertThat(e).hasMessageNotContaining("null");
        }
        if (!wellFormed(new String(bytes, StandardCharsets.UTF_8)).contains("\ufffd")) { // else the frame layer refuses it
            try {
                read(serializer().decodeText(ByteBuffer.wrap(bytes)));
            } catch (UndecodableMessageException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
    }

    record Shape(String status, Map<String, Integer> response, @Nullable Shape shape) {}

    /** Whoever looks into it later must not find more than was checked. */
    private void read(Envelope message) {
        if (!message.payload().isBytes()) {
            message.payload().tree();
        }
        try {
            message.payload().as(Shape.class);
        } catch (InvalidPayloadException e) {
            assertThat(List.of("status", "response", "shape")).containsAll(e.fields());
        }
        serializer().encode(new Outbound.Answer(message.joinRef(), message.ref(), "t", Reply.ok(message.topic())));
    }

    @Property(tries = 300)
    void aCutMessageIsUndecodable(@ForAll("trees") Object tree, @ForAll int at) {
        var whole = encode(new Outbound.Push(ref("1"), "t", "e", tree));
        var cut = whole.substring(0, Math.floorMod(at, whole.length()));
        assertThatThrownBy(() -> decode(wellFormed(cut))).isInstanceOf(UndecodableMessageException.class);
    }
}
