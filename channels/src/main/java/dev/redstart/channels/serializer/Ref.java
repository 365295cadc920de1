package dev.redstart.channels.serializer;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * A reference a client made up to recognise an answer by: any JSON value, compared as JSON (the text {@code "1"} is not the number
 * {@code 1}) and echoed exactly (PROTOCOL.md 9.1). A JSON null is no ref.
 *
 * @param json the value as compact JSON text
 */
public record Ref(String json) {
    public Ref {
        Objects.requireNonNull(json, "json");
    }

    /** The value as plain Java, for those who want to show it or send it on. */
    public Object value() {
        return Objects.requireNonNull(JacksonJson.INSTANCE.tree(json.getBytes(StandardCharsets.UTF_8)), "value");
    }
}
