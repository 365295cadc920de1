package dev.redstart.channels.serializer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.redstart.channels.Payload;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * The client's side of version 2 (PROTOCOL.md 9.3 and 9.4): writes what the server reads and reads what it writes, for test kits. Stateless and
 * thread-safe.
 */
public final class ClientCodec {
    private static final int MAX_FIELD = 255;

    /**
     * What the server has sent.
     *
     * @param event {@code phx_reply} for a reply with bytes, too
     * @param status of a reply with bytes; other replies have it in their payload
     */
    public record Message(@Nullable Ref joinRef, @Nullable Ref ref, String topic, String event,
            @Nullable String status, Payload payload) {}

    private ClientCodec() {}

    /**
     * The message of a client: a text, or for a {@link Payload} of bytes a binary message.
     *
     * @throws UnencodableMessageException if the payload has no JSON form
     */
    public static ByteBuffer encode(String joinRef, String ref, String topic, String event, @Nullable Object payload) {
        return payload instanceof Payload sent && sent.isBytes()
                ? binary(sent.bytes(), joinRef, ref, topic, event)
                : text(joinRef, ref, topic, event, payload);
    }

    private static ByteBuffer text(String joinRef, String ref, String topic, String event, @Nullable Object payload) {
        var out = new ByteArrayBuilder();
        try (var generator = JacksonJson.INSTANCE.generator(out)) {
            generator.writeStartArray();
            for (var field : new String[]{joinRef, ref, topic, event}) {
                generator.writeString(field);
            }
            generator.writePOJO(payload);
            generator.writeEndArray();
        } catch (JacksonException e) {
            throw UnencodableMessageException.noJson(topic, event, payload, e);
        }
        return ByteBuffer.wrap(out.toByteArray());
    }

    private static ByteBuffer binary(ByteBuffer data, String... fields) {
        var out = new ByteArrayOutputStream();
        out.write(0);
        for (var field : fields) {
            var size = field.getBytes(StandardCharsets.UTF_8).length;
            if (size > MAX_FIELD) {
                throw new UnencodableMessageException("a field of a message with bytes must be <= " + MAX_FIELD
                        + " bytes of UTF-8, was " + size + " (PROTOCOL.md 9.4)", null);
            }
            out.write(size);
        }
        for (var field : fields) {
            out.writeBytes(field.getBytes(StandardCharsets.UTF_8));
        }
        var bytes = new byte[data.remaining()];
        data.get(bytes);
        out.writeBytes(bytes);
        return ByteBuffer.wrap(out.toByteArray());
    }

    /** Reads a frame of the server. */
    public static Message decode(EncodedFrame frame) {
        if (!frame.isText()) {
            return binary(frame.payload());
        }
        var read = V2Serializer.INSTANCE.decodeText(frame.payload());
        return new Message(read.joinRef(), read.ref(), read.topic(), read.event(), null, read.payload());
    }

    /**
     * The value of one field of a JSON object, as a payload of its own; JSON null if there is none.
     *
     * @throws IllegalStateException if the payload is bytes
     */
    public static Payload part(Payload object, String field) {
        var value = object.tree() instanceof Map<?, ?> fields ? fields.get(field) : null;
        return JacksonJson.INSTANCE.payload(JacksonJson.INSTANCE.written(value));
    }

    private static Message binary(ByteBuffer in) {
        var kind = in.get();
        var sizes = new int[kind == 0 ? 3 : kind == 1 ? 4 : 2];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = in.get() & 0xff;
        }
        var fields = new String[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            var bytes = new byte[sizes[i]];
            in.get(bytes);
            fields[i] = new String(bytes, StandardCharsets.UTF_8);
        }
        var data = new byte[in.remaining()];
        in.get(data);
        var payload = Payload.ofBytes(data);
        return switch (kind) {
            case 0 -> new Message(ref(fields[0]), null, fields[1], fields[2], null, payload);
            case 1 -> new Message(ref(fields[0]), ref(fields[1]), fields[2], "phx_reply", fields[3], payload);
            default -> new Message(null, null, fields[0], fields[1], null, payload);
        };
    }

    private static @Nullable Ref ref(String text) {
        return text.isEmpty() ? null : new Ref(JacksonJson.INSTANCE.quoted(text));
    }
}
