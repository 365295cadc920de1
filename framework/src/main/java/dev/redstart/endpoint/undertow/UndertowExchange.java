package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.redstart.endpoint.Exchange;
import dev.redstart.process.LocalNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/** An {@link Exchange} on Undertow, used in blocking style by the virtual thread it was made for. */
record UndertowExchange(LocalNode node, HttpServerExchange exchange) implements Exchange {
    @Override
    public String method() {
        return exchange.getRequestMethod().toString();
    }

    @Override
    public String path() {
        return exchange.getRequestPath();
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public Optional<String> query(String name) {
        var values = exchange.getQueryParameters().get(name);
        return values == null ? Optional.empty() : Optional.ofNullable(values.peekFirst());
    }

    @Override
    public InetSocketAddress peer() {
        return exchange.getSourceAddress();
    }

    @Override
    public Exchange status(int status) {
        exchange.setStatusCode(status);
        return this;
    }

    @Override
    public Exchange header(String name, String value) {
        exchange.getResponseHeaders().put(new HttpString(name), value);
        return this;
    }

    @Override
    public void send(String contentType, String body) {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, contentType);
        exchange.setResponseContentLength(bytes.length);
        exchange.startBlocking();
        try {
            exchange.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the client of " + path() + " is gone", e);
        }
    }
}
