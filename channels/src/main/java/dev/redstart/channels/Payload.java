package dev.redstart.channels;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.redstart.channels.serializer.JsonPayloads;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent along with a join or an event: JSON, or plain bytes (PROTOCOL.md 9). JSON is kept as text and parsed at most once, and
 * only if somebody looks into it; handed to a push, a broadcast or a reply it leaves as it came.
 *
 * <p>Immutable and thread-safe. The content never shows in {@link #toString}, so a payload cannot leak into a log.
 */
public final class Payload {
    private static final Object UNREAD = new Object();

    private final byte[] content;
    /** Null for bytes. */
    private final @Nullable JsonReader reader;
    /** What was parsed; two threads may at worst parse the same text twice. */
    private volatile @Nullable Object tree = UNREAD;

    private Payload(byte[] content, @Nullable JsonReader reader) {
        this.content = Objects.requireNonNull(content, "content");
        this.reader = reader;
    }

    /**
     * A JSON payload. For serializers.
     *
     * @param content valid JSON text in UTF-8 without whitespace between its tokens; owned by the payload from now on
     */
    public static Payload ofJson(byte[] content, JsonReader reader) {
        return new Payload(content, Objects.requireNonNull(reader, "reader"));
    }

    /** A payload of plain bytes, which leaves as a binary frame. The array is owned by the payload from now on. */
    public static Payload ofBytes(byte[] content) {
        return new Payload(content, null);
    }

    /**
     * A JSON payload of {@code value}, which is encoded now and never again: for what is sent many times, or kept.
     *
     * @param value a record, a map, a list, a string, a number, a boolean, or a payload, which is what is returned
     * @throws dev.redstart.channels.serializer.UnencodableMessageException if it has no JSON form
     */
    public static Payload of(Object value) {
        return value instanceof Payload payload ? payload : JsonPayloads.of(value);
    }

    /** Whether this is plain bytes rather than JSON. */
    public boolean isBytes() {
        return reader == null;
    }

    /** The content, read-only: the bytes themselves, or the JSON text in UTF-8. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(content).asReadOnlyBuffer();
    }

    /**
     * The JSON value as plain Java: unmodifiable {@code Map<String, Object>} and {@code List<Object>}, {@code String}, {@code Number},
     * {@code Boolean} or null.
     *
     * @throws IllegalStateException if this is bytes
     * @throws InvalidPayloadException if a number in it has more than 1,000 digits
     */
    public @Nullable Object tree() {
        var known = tree;
        if (known == UNREAD) {
            known = json("tree()").tree(content);
            tree = known;
        }
        return known;
    }

    /**
     * The JSON value as a {@code type}, usually a record.
     *
     * @throws InvalidPayloadException if it does not fit, or is bytes
     */
    public <T> T as(Class<T> type) {
        if (reader == null) {
            throw new InvalidPayloadException(type, List.of(), null);
        }
        return reader.read(content, type);
    }

    /** The value of the field {@code name}; empty if it is null or missing, or this is no JSON object. */
    public Optional<Object> get(String name) {
        return !isBytes() && tree() instanceof Map<?, ?> object
                ? Optional.ofNullable(object.get(name))
                : Optional.empty();
    }

    /** The text in the field {@code name}; empty if it is no text or missing, or this is no JSON object. */
    public Optional<String> text(String name) {
        return get(name).filter(String.class::isInstance).map(String.class::cast);
    }

    private JsonReader json(String what) {
        if (reader == null) {
            throw new IllegalStateException(what + " needs a JSON payload, this one is " + content.length
                    + " bytes from a binary frame; ask isBytes() first and use bytes()");
        }
        return reader;
    }

    @Override
    public String toString() {
        return "Payload[" + (isBytes() ? "bytes" : "json") + ", " + content.length + " bytes]";
    }
}
