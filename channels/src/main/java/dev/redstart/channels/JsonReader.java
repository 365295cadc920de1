package dev.redstart.channels;

import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON text of a {@link Payload}. It keeps the JSON library out of this package; serializers bring an implementation along.
 *
 * <p>Threading: called by the process that looks into the payload, several at once; implementations are thread-safe.
 */
public interface JsonReader {
    /**
     * The value as plain Java: unmodifiable {@code Map<String, Object>} and {@code List<Object>}, {@code String}, {@code Number},
     * {@code Boolean} or null.
     *
     * @param json valid UTF-8 JSON text
     * @throws InvalidPayloadException if a number in it is longer than a reader takes
     */
    @Nullable
    Object tree(byte[] json);

    /**
     * The value as a {@code type}. Unknown fields are ignored; a record component that is neither nullable nor optional must be there.
     *
     * @param json valid UTF-8 JSON text
     * @throws InvalidPayloadException if the value does not fit
     */
    <T> T read(byte[] json, Class<T> type);
}
