package dev.redstart.websocket;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One extension in one configuration, as a client offers it (RFC 6455 9.1).
 *
 * @param parameters in the client's order; names may repeat
 */
record ExtensionOffer(String name, List<Parameter> parameters) {

    /** @param value without quotes, or null if there is none */
    record Parameter(String name, @Nullable String value) {}

    /** What the values of all {@code Sec-WebSocket-Extensions} headers offer, most wanted first; empty if they break the grammar. */
    static Optional<List<ExtensionOffer>> parse(List<String> headers) {
        return new ExtensionParser(String.join(",", headers)).parse();
    }
}
