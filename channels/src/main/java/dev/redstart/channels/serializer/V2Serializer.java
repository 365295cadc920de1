package dev.redstart.channels.serializer;

import java.nio.ByteBuffer;
import java.util.Map;

import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/**
 * Version 2: a message is the array {@code [join_ref, ref, topic, event, payload]} (PROTOCOL.md 9.3), or a binary frame if its payload is
 * bytes (9.4, {@link V2Binary}). What goes out has no whitespace between its tokens, because one client splits it on commas by hand.
 *
 * <p>Stateless and thread-safe.
 */
final class V2Serializer implements Serializer {
    private static final String SHAPE = "[join_ref, ref, topic, event, payload]";
    private static final Map<String, String> CHANNEL_CRASH = Map.of("reason", "channel_crash");

    /** Behind the constants it is made of. */
    static final V2Serializer INSTANCE = new V2Serializer();

    private final JacksonJson json = JacksonJson.INSTANCE;
    private final V2Binary binary = new V2Binary(json);

    private V2Serializer() {}

    @Override
    public String name() {
        return "v2";
    }

    @Override
    public Envelope decodeText(ByteBuffer message) {
        return JsonCursor.read(json, message, this::envelope);
    }

    private Envelope envelope(JsonCursor cursor) {
        if (cursor.parser.nextToken() != JsonToken.START_ARRAY) {
            throw new UndecodableMessageException("message must be an array " + SHAPE);
        }
        var envelope = new Envelope(next(cursor, "join_ref").ref("join_ref"), next(cursor, "ref").ref("ref"),
                next(cursor, "topic").text("topic"), next(cursor, "event").text("event"),
                next(cursor, "payload").payload());
        while (cursor.parser.nextToken() != JsonToken.END_ARRAY) { // newer clients may send more
            cursor.parser.skipChildren();
        }
        cursor.requireEnd("array");
        return envelope;
    }

    private static JsonCursor next(JsonCursor cursor, String name) {
        if (cursor.parser.nextToken() == JsonToken.END_ARRAY) {
            throw new UndecodableMessageException("message has no " + name + ", it must be " + SHAPE);
        }
        return cursor.value();
    }

    @Override
    public Envelope decodeBinary(ByteBuffer message) {
        return binary.decode(message);
    }

    @Override
    public EncodedFrame encode(Outbound message) {
        var bytes = bytes(message);
        return bytes == null ? text(message) : EncodedFrame.binary(binary.encode(message, bytes));
    }

    /** The payload of the message if it is bytes, else null. */
    private static @Nullable Payload bytes(Outbound message) {
        var payload = switch (message) {
            case Outbound.Push push -> push.payload();
            case Outbound.Broadcast broadcast -> broadcast.payload();
            case Outbound.Answer answer -> answer.reply().response();
            case Outbound.Close _,Outbound.Crash _ -> null;
        };
        return payload instanceof Payload sent && sent.isBytes() ? sent : null;
    }

    private EncodedFrame text(Outbound message) {
        return switch (message) {
            case Outbound.Push(var joinRef, var topic, var event, var payload) ->
                array(joinRef, null, topic, event, payload);
            case Outbound.Broadcast(var topic, var event, var payload) -> array(null, null, topic, event, payload);
            case Outbound.Answer(var joinRef, var ref, var topic, var reply) -> answer(joinRef, ref, topic, reply);
            case Outbound.Close(var joinRef, var topic) -> array(joinRef, joinRef, topic, "phx_close", Map.of());
            case Outbound.Crash(var joinRef, var topic) -> array(joinRef, joinRef, topic, "phx_error", CHANNEL_CRASH);
        };
    }

    private EncodedFrame answer(@Nullable Ref joinRef, @Nullable Ref ref, String topic, Reply reply) {
        try {
            return EncodedFrame
                    .text(envelope(joinRef, ref, topic, "phx_reply").raw("{\"status\":").string(reply.status())
                            .raw(",\"response\":").value(reply.response()).raw("}]").text());
        } catch (JacksonException e) {
            throw UnencodableMessageException.noJson(topic, "phx_reply", reply.response(), e);
        }
    }

    private EncodedFrame array(@Nullable Ref joinRef, @Nullable Ref ref, String topic, String event,
            @Nullable Object payload) {
        try {
            var text = envelope(joinRef, ref, topic, event);
            var payloadAt = text.length();
            text.value(payload).raw("]");
            requireObject(text.at(payloadAt), topic, event, payload);
            return EncodedFrame.text(text.text());
        } catch (JacksonException e) {
            throw UnencodableMessageException.noJson(topic, event, payload, e);
        }
    }

    /** Up to the payload. */
    private JsonText envelope(@Nullable Ref joinRef, @Nullable Ref ref, String topic, String event) {
        return new JsonText(json).raw("[").ref(joinRef).raw(",").ref(ref).raw(",").string(topic).raw(",").string(event)
                .raw(",");
    }

    /** Clients expect an object here, and some cannot read anything else. */
    private static void requireObject(byte first, String topic, String event, @Nullable Object payload) {
        if (first != '{') {
            throw new UnencodableMessageException("the payload of event " + event + " on topic " + topic
                    + " must become a JSON object (a record, a map), was "
                    + UnencodableMessageException.kind(payload) + " (PROTOCOL.md 9.3)", null);
        }
    }
}
