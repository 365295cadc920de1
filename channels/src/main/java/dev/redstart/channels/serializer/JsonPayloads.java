package dev.redstart.channels.serializer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import dev.redstart.channels.Payload;
import tools.jackson.core.JacksonException;

/** Makes JSON payloads of Java values; behind {@link Payload#of}. */
public final class JsonPayloads {
    private static final JacksonJson JSON = JacksonJson.INSTANCE;

    private JsonPayloads() {}

    /**
     * A payload of {@code value}.
     *
     * @throws UnencodableMessageException if it has no JSON form
     */
    public static Payload of(Object value) {
        try {
            return Payload.ofJson(JSON.written(value), JSON);
        } catch (JacksonException e) {
            throw new UnencodableMessageException("a value of " + value.getClass().getName() + " has no JSON form", e);
        }
    }

    /** Whether {@code payload} is a JSON object, without parsing it. */
    public static boolean isObject(Payload payload) {
        return !payload.isBytes() && payload.bytes().get(0) == '{';
    }

    /**
     * {@code object} with further fields before its own, without parsing it.
     *
     * @param object a JSON object that does not have them
     * @param fields names and values that need no escapes
     */
    public static Payload with(Payload object, Map<String, String> fields) {
        var before = new StringBuilder("{");
        fields.forEach((name, value) -> before.append('"').append(name).append("\":\"").append(value).append("\","));
        var content = object.bytes().slice(1, object.bytes().remaining() - 1); // behind the brace
        if (content.remaining() == 1) {
            before.setLength(before.length() - 1); // nothing follows the last comma
        }
        var text = ByteBuffer.allocate(before.length() + content.remaining());
        text.put(before.toString().getBytes(StandardCharsets.US_ASCII)).put(content);
        return Payload.ofJson(text.array(), JSON);
    }
}
