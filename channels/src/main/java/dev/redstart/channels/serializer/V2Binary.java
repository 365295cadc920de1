package dev.redstart.channels.serializer;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import dev.redstart.channels.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The binary frames of version 2 (PROTOCOL.md 9.4): one byte for the kind, one for the length of each field in UTF-8 bytes, the fields, and
 * the payload as the rest. A ref that is missing has the length 0.
 *
 * <pre>
 *   client push   0 | join_ref ref topic event      server push   0 | join_ref topic event
 *   reply         1 | join_ref ref topic status     broadcast     2 | topic event
 * </pre>
 *
 * <p>Stateless and thread-safe.
 *
 * @param json knows how refs are written as JSON
 */
record V2Binary(JacksonJson json) {
    private static final byte PUSH = 0;
    private static final byte REPLY = 1;
    private static final byte BROADCAST = 2;
    private static final int MAX_FIELD = 255;

    /** @throws UndecodableMessageException if it is no push, or its lengths do not fit in it */
    Envelope decode(ByteBuffer message) {
        var in = message.slice();
        try {
            var kind = in.get();
            if (kind != PUSH) {
                throw new UndecodableMessageException("binary message must be of kind 0 (push), was " + kind);
            }
            var sizes = new int[]{in.get() & 0xff, in.get() & 0xff, in.get() & 0xff, in.get() & 0xff};
            var joinRef = ref(in, sizes[0], "join_ref");
            var ref = ref(in, sizes[1], "ref");
            var topic = text(in, sizes[2], "topic");
            var event = text(in, sizes[3], "event");
            var data = new byte[in.remaining()];
            in.get(data);
            return new Envelope(joinRef, ref, topic, event, Payload.ofBytes(data));
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new UndecodableMessageException("binary message ends within its header", e);
        }
    }

    /** Refs of binary messages are always texts; an empty one is the empty text, not a missing ref. */
    private Ref ref(ByteBuffer in, int size, String name) {
        return new Ref(json.quoted(text(in, size, name)));
    }

    private static String text(ByteBuffer in, int size, String name) {
        var field = in.slice(in.position(), size);
        in.position(in.position() + size);
        return JsonCursor.requireUtf8(field, name);
    }

    /** @throws UnencodableMessageException if a field is longer than its length can say */
    byte[] encode(Outbound message, Payload payload) {
        var data = payload.bytes();
        return switch (message) {
            case Outbound.Push(var joinRef, var topic, var event, var _) ->
                frame(PUSH, data, ref(joinRef), field("topic", topic), field("event", event));
            case Outbound.Broadcast(var topic, var event, var _) ->
                frame(BROADCAST, data, field("topic", topic), field("event", event));
            case Outbound.Answer(var joinRef, var ref, var topic, var reply) -> frame(REPLY, data, ref(joinRef),
                    ref(ref), field("topic", topic), field("status", reply.status()));
            case Outbound.Close _,Outbound.Crash _ ->
                throw new IllegalArgumentException("only pushes, broadcasts and answers have payloads of their own");
        };
    }

    private static byte[] frame(byte kind, ByteBuffer data, byte[]... fields) {
        var size = 1 + fields.length + data.remaining();
        for (var field : fields) {
            size += field.length;
        }
        var out = ByteBuffer.allocate(size).put(kind);
        for (var field : fields) {
            out.put((byte) field.length);
        }
        for (var field : fields) {
            out.put(field);
        }
        return out.put(data).array();
    }

    private byte[] ref(@Nullable Ref ref) {
        return field("ref", ref == null ? "" : json.unquoted(ref.json()));
    }

    private static byte[] field(String name, String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_FIELD) {
            throw new UnencodableMessageException("the " + name + " of a message with bytes must be <= " + MAX_FIELD
                    + " bytes of UTF-8, was " + bytes.length + " (PROTOCOL.md 9.4)", null);
        }
        return bytes;
    }
}
