package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.redstart.endpoint.Exchange;
import dev.redstart.process.LocalNode;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;

/** An {@link Exchange} on Undertow, used in blocking style by the virtual thread it was made for. */
record UndertowExchange(LocalNode node, HttpServerExchange exchange,
        Map<String, String> variables) implements Exchange {
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
    public List<String> headers(String name) {
        var values = exchange.getRequestHeaders().get(name);
        return values == null ? List.of() : List.copyOf(values);
    }

    @Override
    public String scheme() {
        return exchange.getRequestScheme();
    }

    @Override
    public String queryString() {
        return exchange.getQueryString();
    }

    /** What its length says is believed only as far as it saves reading. */
    @Override
    public Optional<byte[]> body(int maxBytes) {
        if (exchange.getRequestContentLength() > maxBytes) {
            return Optional.empty();
        }
        try {
            exchange.setMaxEntitySize(maxBytes + 1L); // Undertow's own limit is 2 MiB
            startBlocking();
            var bytes = exchange.getInputStream().readNBytes(maxBytes + 1);
            return bytes.length > maxBytes ? Optional.empty() : Optional.of(bytes);
        } catch (IOException e) {
            throw new ClientGoneException("the body of a request to " + path() + " did not come", e);
        }
    }

    private void startBlocking() {
        if (!exchange.isBlocking()) {
            exchange.startBlocking();
        }
    }

    @Override
    public void empty() {
        exchange.endExchange();
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
        startBlocking();
        try {
            exchange.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new ClientGoneException("the client of " + path() + " is gone", e);
        }
    }
}
