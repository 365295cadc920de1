package dev.redstart.channels;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a client brings when it connects. Cookies and most headers are withheld on purpose: a page of another site can make a browser send
 * them (PROTOCOL.md 1).
 *
 * @param params the query string as {@link dev.redstart.endpoint.QueryString} decodes it, {@code vsn} included; every leaf is a string
 * @param peer the address the connection comes from
 * @param path where the request went
 * @param headers the values of a header by its name; use {@link #header}, which lets through only what is safe
 */
public record Connect(Map<String, Object> params, InetSocketAddress peer, String path,
        Function<String, List<String>> headers) {
    public Connect {
        params = Map.copyOf(params);
        Objects.requireNonNull(peer, "peer");
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(headers, "headers");
    }

    /** The text of the query parameter {@code name}; empty if it is missing, a map or a list. */
    public Optional<String> param(String name) {
        return params.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** What the client calls itself. */
    public Optional<String> userAgent() {
        return header("user-agent");
    }

    /**
     * The first value of a header.
     *
     * @param name one that starts with {@code x-} or {@code sec-websocket-}, or {@code user-agent}, {@code host}, {@code traceparent},
     *        {@code tracestate}
     * @throws IllegalArgumentException if it is any other header
     */
    public Optional<String> header(String name) {
        var lower = name.toLowerCase(Locale.ROOT);
        var allowed = lower.startsWith("x-") || lower.startsWith("sec-websocket-") || switch (lower) {
            case "user-agent", "host", "traceparent", "tracestate" -> true;
            default -> false;
        };
        if (!allowed) {
            throw new IllegalArgumentException("header " + name
                    + " is withheld from connect, a page of another site could make a browser send it; send what you need as a param");
        }
        return headers.apply(lower).stream().findFirst();
    }

    /** Without params and headers: they may hold tokens. */
    @Override
    public String toString() {
        return "Connect[" + peer + " to " + path + "]";
    }
}
