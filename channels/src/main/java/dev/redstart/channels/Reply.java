package dev.redstart.channels;

import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The answer to one event of a client.
 *
 * @param status {@code ok} and {@code error} are what clients handle by default; any other text is legal
 * @param response what becomes JSON: a record, a map, a list, a string, a number, a boolean, null, or a {@link Payload}
 */
public record Reply(String status, @Nullable Object response) {
    private static final Reply OK = new Reply("ok", Map.of());

    public Reply {
        Objects.requireNonNull(status, "status");
    }

    /** Status ok, response {@code {}}. */
    public static Reply ok() {
        return OK;
    }

    /** Status ok. */
    public static Reply ok(Object response) {
        return new Reply("ok", response);
    }

    /** Status error. */
    public static Reply error(Object response) {
        return new Reply("error", response);
    }

    /** Any status. */
    public static Reply of(String status, @Nullable Object response) {
        return new Reply(status, response);
    }
}
