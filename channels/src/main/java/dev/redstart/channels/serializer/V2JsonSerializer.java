package dev.redstart.channels.serializer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

import dev.redstart.channels.Payload;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * Version 2: a message is the array {@code [join_ref, ref, topic, event, payload]} (PROTOCOL.md 9.3). Of what comes in only the envelope is
 * read; the payload is checked for being JSON and kept as text. What goes out has no whitespace between its tokens, because one client
 * splits it on commas by hand.
 *
 * <p>Stateless and thread-safe.
 */
final class V2JsonSerializer implements Serializer {
    /**
     * The longest topic or ref, in bytes. A connection keeps both for every channel, so without a limit a client could make it keep its
     * largest message a hundred times.
     */
    static final int MAX_KEPT_BYTES = 4_096;

    private static final int ENCODING_BYTES = 4;
    private static final byte[] EMPTY_OBJECT = {'{', '}'};
    private static final Map<String, String> CHANNEL_CRASH = Map.of("reason", "channel_crash");

    /** Behind the constants it is made of. */
    static final V2JsonSerializer INSTANCE = new V2JsonSerializer();

    private record Response(String status, @Nullable Object response) {}

    private final JacksonJson json = new JacksonJson();
    private final Payload emptyObject = Payload.ofJson(EMPTY_OBJECT, json);

    private V2JsonSerializer() {}

    @Override
    public String name() {
        return "v2";
    }

    @Override
    public Envelope decodeText(ByteBuffer message) {
        var text = message.hasArray() ? message.array() : copy(message);
        var from = message.hasArray() ? message.arrayOffset() + message.position() : 0;
        requireUtf8(text, from, message.remaining());
        try (var parser = json.parser(text, from, message.remaining())) {
            return envelope(new Fields(parser, text, from));
        } catch (JacksonException e) {
            throw new UndecodableMessageException("message is not JSON, or nested deeper than " + JacksonJson.MAX_DEPTH,
                    e);
        }
    }

    /** Jackson guesses the encoding from the first bytes: what has a NUL among them would be read as UTF-16 or UTF-32, at other places. */
    private static void requireUtf8(byte[] text, int from, int length) {
        for (int i = from; i < from + Math.min(length, ENCODING_BYTES); i++) {
            if (text[i] == 0) {
                throw new UndecodableMessageException("message is not JSON in UTF-8");
            }
        }
    }

    private static byte[] copy(ByteBuffer message) {
        var copy = new byte[message.remaining()];
        message.get(message.position(), copy);
        return copy;
    }

    private Envelope envelope(Fields fields) {
        if (fields.parser.nextToken() != JsonToken.START_ARRAY) {
            throw new UndecodableMessageException("message must be an array [join_ref, ref, topic, event, payload]");
        }
        var envelope = new Envelope(fields.ref("join_ref"), fields.ref("ref"), fields.text("topic"),
                fields.text("event"),
                payload(fields.next("payload").compact()));
        fields.skipRest();
        return envelope;
    }

    private Payload payload(byte[] compact) {
        return Arrays.equals(compact, EMPTY_OBJECT) ? emptyObject : Payload.ofJson(compact, json);
    }

    @Override
    public Envelope decodeBinary(ByteBuffer message) {
        throw new UndecodableMessageException("binary messages are not supported yet (PROTOCOL.md 9.4)");
    }

    @Override
    public EncodedFrame encode(Outbound message) {
        return switch (message) {
            case Outbound.Push(var joinRef, var topic, var event, var payload) ->
                array(joinRef, null, topic, event, payload);
            case Outbound.Broadcast(var topic, var event, var payload) -> array(null, null, topic, event, payload);
            case Outbound.Answer(var joinRef, var ref, var topic, var reply) -> array(joinRef, ref, topic, "phx_reply",
                    new Response(reply.status(), reply.response()));
            case Outbound.Close(var joinRef, var topic) -> array(joinRef, joinRef, topic, "phx_close", Map.of());
            case Outbound.Crash(var joinRef, var topic) -> array(joinRef, joinRef, topic, "phx_error", CHANNEL_CRASH);
        };
    }

    private EncodedFrame array(@Nullable Ref joinRef, @Nullable Ref ref, String topic, String event,
            @Nullable Object payload) {
        var out = new ByteArrayBuilder();
        int payloadAt;
        try (var generator = json.generator(out)) {
            generator.writeStartArray();
            write(joinRef, generator);
            write(ref, generator);
            generator.writeString(topic);
            generator.writeString(event);
            generator.flush();
            payloadAt = out.size() + 1; // behind the comma
            generator.writePOJO(payload);
            generator.writeEndArray();
        } catch (JacksonException e) {
            throw new UnencodableMessageException(
                    "the payload of event " + event + " on topic " + topic + " has no JSON form: "
                            + kind(payload),
                    e);
        }
        var text = out.toByteArray();
        if (text[payloadAt] != '{') { // clients expect an object here, and some cannot read anything else
            throw new UnencodableMessageException("the payload of event " + event + " on topic " + topic
                    + " must become a JSON object (a record, a map), was " + kind(payload) + " (PROTOCOL.md 9.3)",
                    null);
        }
        return EncodedFrame.text(text);
    }

    private static String kind(@Nullable Object payload) {
        return payload == null ? "null" : payload.getClass().getName();
    }

    private static void write(@Nullable Ref ref, JsonGenerator generator) {
        if (ref == null) {
            generator.writeNull();
        } else {
            generator.writeRawValue(ref.json());
        }
    }

    /** Takes the fields of one message off a parser, in their order. */
    private final class Fields {
        private final JsonParser parser;
        private final byte[] text;
        private final int base;
        private int from;
        private int to;

        /** @param base where in the text the parser began */
        Fields(JsonParser parser, byte[] text, int base) {
            this.parser = parser;
            this.text = text;
            this.base = base;
        }

        /** Goes on to the next field and notes where it is. */
        Fields next(String name) {
            var token = parser.nextToken();
            if (token == JsonToken.END_ARRAY) {
                throw new UndecodableMessageException("message has no " + name
                        + ", it must be [join_ref, ref, topic, event, payload]");
            }
            from = base + (int) parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
            parser.finishToken();
            to = base + (int) parser.currentLocation().getByteOffset();
            return this;
        }

        @Nullable
        Ref ref(String name) {
            next(name);
            if (parser.currentToken() == JsonToken.VALUE_NULL) {
                return null;
            }
            requireKeepable(name);
            return new Ref(
                    isPlain() ? new String(text, from, to - from, StandardCharsets.UTF_8) : json.normalized(compact()));
        }

        /** A scalar without escapes has only one way to be written. */
        private boolean isPlain() {
            for (int i = from; i < to; i++) {
                if (text[i] == '\\' || text[i] == '{' || text[i] == '[') {
                    return false;
                }
            }
            return true;
        }

        String text(String name) {
            next(name);
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw new UndecodableMessageException(name + " must be a string");
            }
            requireKeepable(name);
            return parser.getString();
        }

        private void requireKeepable(String name) {
            if (to - from > MAX_KEPT_BYTES) {
                throw new UndecodableMessageException(
                        name + " must be <= " + MAX_KEPT_BYTES + " bytes, was " + (to - from));
            }
        }

        /** The field without whitespace between its tokens, in an array of its own: the buffer is not ours. */
        byte[] compact() {
            var compact = new byte[to - from];
            var length = 0;
            var inString = false;
            for (int i = from; i < to; i++) {
                var c = text[i];
                if (c == '"') {
                    inString = !inString;
                } else if (c == '\\') {
                    compact[length++] = c; // only inside of strings; what it escapes is never a quote that ends one
                    c = text[++i];
                } else if (!inString && c >= 0 && c <= ' ') {
                    continue;
                }
                compact[length++] = c;
            }
            return length == compact.length ? compact : Arrays.copyOf(compact, length);
        }

        /** Newer clients may send more fields; they must be JSON all the same. */
        void skipRest() {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new UndecodableMessageException("message must end with its array");
            }
        }
    }
}
