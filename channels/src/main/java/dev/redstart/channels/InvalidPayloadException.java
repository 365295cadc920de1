package dev.redstart.channels;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A payload does not fit the type somebody wants to read it as. For a typed event the client gets the error reply
 * {@code {"reason":"invalid_payload","fields":[…]}} and the channel lives on.
 */
public final class InvalidPayloadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> fields;

    /**
     * @param type what it was to be
     * @param fields the top-level fields that are missing or of the wrong kind; empty if it is the payload as a whole
     */
    public InvalidPayloadException(Class<?> type, List<String> fields, @Nullable Throwable cause) {
        super("payload does not fit " + type.getName() + (fields.isEmpty() ? "" : ", wrong fields: " + fields), cause);
        this.fields = List.copyOf(fields);
    }

    /** The top-level fields that are missing or of the wrong kind; empty if it is the payload as a whole. */
    public List<String> fields() {
        return fields;
    }
}
