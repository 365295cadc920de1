package dev.redstart.channels;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a client brings when it connects. Cookies and other headers are withheld on purpose: a page of another site can make a browser send
 * them (PROTOCOL.md 1).
 *
 * @param params the query string as {@link dev.redstart.endpoint.QueryString} decodes it, {@code vsn} included; every leaf is a string
 * @param peer the address the connection comes from
 * @param uri where the request went
 * @param userAgent what the client calls itself
 * @param extraHeaders the headers whose name starts with {@code x-}, by lower-case name
 */
public record Connect(Map<String, Object> params, InetSocketAddress peer, URI uri, Optional<String> userAgent,
        Map<String, List<String>> extraHeaders) {
    public Connect {
        params = Map.copyOf(params);
        Objects.requireNonNull(peer, "peer");
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(userAgent, "userAgent");
        extraHeaders = Map.copyOf(extraHeaders);
    }

    /** The text of the query parameter {@code name}; empty if it is missing, a map or a list. */
    public Optional<String> param(String name) {
        return params.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** Without params and headers: they may hold tokens. */
    @Override
    public String toString() {
        return "Connect[" + peer + " to " + uri.getPath() + "]";
    }
}
