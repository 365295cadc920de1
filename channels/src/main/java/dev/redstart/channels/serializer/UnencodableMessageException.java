package dev.redstart.channels.serializer;

import org.jspecify.annotations.Nullable;

/** A message to a client has no form in this serializer: its payload is of the wrong kind, or has no JSON. */
public final class UnencodableMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnencodableMessageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    static UnencodableMessageException noJson(String topic, String event, @Nullable Object payload, Throwable cause) {
        return new UnencodableMessageException(
                "the payload of event " + event + " on topic " + topic + " has no JSON form: " + kind(payload), cause);
    }

    static String kind(@Nullable Object payload) {
        return payload == null ? "null" : payload.getClass().getName();
    }
}
