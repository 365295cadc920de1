package dev.redstart.channels;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

import dev.redstart.endpoint.ConnectRequest;
import dev.redstart.endpoint.RequestUri;
import dev.redstart.endpoint.SessionCookie;

/**
 * What a client brings when it connects. Cookies and most headers are withheld on purpose: a page of another site can make a browser send
 * them (PROTOCOL.md 1).
 *
 * @param params the query string as {@link dev.redstart.endpoint.QueryString} decodes it and the variables of the path, {@code vsn} included;
 *        every leaf is a string
 * @param request the request itself
 */
public record Connect(Map<String, Object> params, ConnectRequest request) {
    public Connect {
        params = Map.copyOf(params);
        Objects.requireNonNull(request, "request");
    }

    /** The params of a query string with the variables of the path laid over them. */
    public static Connect of(Map<String, Object> query, ConnectRequest request) {
        if (request.variables().isEmpty()) {
            return new Connect(query, request);
        }
        var params = new LinkedHashMap<String, Object>(query);
        params.putAll(request.variables());
        return new Connect(params, request);
    }

    /** The text of the query parameter {@code name}; empty if it is missing, a map or a list. */
    public Optional<String> param(String name) {
        return params.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The address the connection comes from. */
    public InetSocketAddress peer() {
        return request.peer();
    }

    /** Where the request went. */
    public RequestUri uri() {
        return request.uri();
    }

    /** {@code websocket} or {@code longpoll}. */
    public String transport() {
        return request.transport();
    }

    /** The token the client connected with, if the mount reads it ({@link dev.redstart.endpoint.SocketOptions#authToken}). */
    public Optional<String> authToken() {
        return request.authToken();
    }

    /** The browser's session, if the mount says where it is and the client knows its CSRF token ({@link SessionCookie}). */
    public Optional<Map<String, String>> session() {
        return request.session()
                .flatMap(cookie -> cookie.read(request.http().headers("cookie"), param(SessionCookie.CSRF_TOKEN)));
    }

    /** What the client calls itself. */
    public Optional<String> userAgent() {
        return header("user-agent");
    }

    /** The headers of a distributed trace: {@code traceparent} and {@code tracestate}, those that are there. */
    public Map<String, String> traceContext() {
        var found = new TreeMap<String, String>();
        for (var name : List.of("traceparent", "tracestate")) {
            header(name).ifPresent(value -> found.put(name, value));
        }
        return found;
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
        return request.http().headers(lower).stream().findFirst();
    }

    /** Without params and headers: they may hold tokens. */
    @Override
    public String toString() {
        return "Connect[" + peer() + " to " + uri().path() + "]";
    }
}
