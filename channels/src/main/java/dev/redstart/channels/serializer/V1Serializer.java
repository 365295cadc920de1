package dev.redstart.channels.serializer;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.redstart.channels.Payload;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * Version 1: a message is the object {@code {"topic","event","payload","ref"}}, from clients with an optional {@code join_ref}, to clients
 * never with one (PROTOCOL.md 9.2). Payloads may be any JSON, but no bytes. Text and binary frames are read alike.
 *
 * <p>Stateless and thread-safe.
 */
final class V1Serializer implements Serializer {
    private static final Set<String> REQUIRED = Set.of("topic", "event", "payload", "ref");
    private static final Map<String, String> CHANNEL_CRASH = Map.of("reason", "channel_crash");

    /** Behind the constants it is made of. */
    static final V1Serializer INSTANCE = new V1Serializer();

    private final JacksonJson json = JacksonJson.INSTANCE;

    private V1Serializer() {}

    @Override
    public String name() {
        return "v1";
    }

    @Override
    public Envelope decodeText(ByteBuffer message) {
        return JsonCursor.read(json, message, cursor -> new Fields().read(cursor));
    }

    @Override
    public Envelope decodeBinary(ByteBuffer message) {
        JsonCursor.requireUtf8(message, "message");
        return decodeText(message);
    }

    /** The keys of one object, which come in any order. */
    private static final class Fields {
        private final Set<String> missing = new HashSet<>(REQUIRED);
        private @Nullable Ref joinRef;
        private @Nullable Ref ref;
        private String topic = "";
        private String event = "";
        private @Nullable Payload payload;

        Envelope read(JsonCursor cursor) {
            if (cursor.parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UndecodableMessageException("message must be an object with " + REQUIRED);
            }
            while (cursor.parser.nextToken() != JsonToken.END_OBJECT) {
                var name = cursor.parser.currentName();
                cursor.parser.nextToken();
                take(name, cursor.value());
            }
            cursor.requireEnd("object");
            if (payload == null || !missing.isEmpty()) {
                throw new UndecodableMessageException("message has no " + missing);
            }
            return new Envelope(joinRef, ref, topic, event, payload);
        }

        private void take(String name, JsonCursor value) {
            missing.remove(name);
            switch (name) {
                case "topic" -> topic = value.text(name);
                case "event" -> event = value.text(name);
                case "payload" -> payload = value.payload();
                case "ref" -> ref = value.ref(name);
                case "join_ref" -> joinRef = value.ref(name);
                default -> {} // newer clients may send more
            }
        }
    }

    @Override
    public EncodedFrame encode(Outbound message) {
        return switch (message) {
            case Outbound.Push(var _, var topic, var event, var payload) -> object(topic, event, payload, null);
            case Outbound.Broadcast(var topic, var event, var payload) -> object(topic, event, payload, null);
            case Outbound.Answer(var _, var ref, var topic, var reply) ->
                object(topic, "phx_reply", new Response(reply.status(), reply.response()), ref);
            case Outbound.Close(var joinRef, var topic) -> object(topic, "phx_close", Map.of(), joinRef);
            case Outbound.Crash(var joinRef, var topic) -> object(topic, "phx_error", CHANNEL_CRASH, joinRef);
        };
    }

    private EncodedFrame object(String topic, String event, @Nullable Object payload, @Nullable Ref ref) {
        var out = new ByteArrayBuilder();
        try (var generator = json.generator(out)) {
            generator.writeStartObject();
            generator.writeStringProperty("topic", topic);
            generator.writeStringProperty("event", event);
            generator.writeName("payload");
            generator.writePOJO(payload);
            generator.writeName("ref");
            JacksonJson.write(ref, generator);
            generator.writeEndObject();
        } catch (JacksonException e) {
            throw UnencodableMessageException.noJson(topic, event, payload, e);
        }
        return EncodedFrame.text(out.toByteArray());
    }
}
