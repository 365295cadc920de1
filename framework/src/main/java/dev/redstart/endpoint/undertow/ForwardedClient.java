package dev.redstart.endpoint.undertow;

import java.util.List;

import dev.redstart.endpoint.limit.TrustedProxies;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/** Gives a request the address and the scheme of its client where a trusted proxy is in between. On the IO thread. */
record ForwardedClient(TrustedProxies proxies, HttpHandler next) implements HttpHandler {
    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        var headers = exchange.getRequestHeaders();
        var client = proxies.client(exchange.getSourceAddress(), all(headers, Headers.FORWARDED),
                all(headers, Headers.X_FORWARDED_FOR), headers.getLast(Headers.X_FORWARDED_PROTO));
        exchange.setSourceAddress(client.address());
        client.scheme().ifPresent(exchange::setRequestScheme);
        next.handleRequest(exchange);
    }

    private static List<String> all(HeaderMap headers, HttpString name) {
        var values = headers.get(name);
        return values == null ? List.of() : List.copyOf(values);
    }
}
