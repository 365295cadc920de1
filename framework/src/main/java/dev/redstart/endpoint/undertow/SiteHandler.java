package dev.redstart.endpoint.undertow;

import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import dev.redstart.endpoint.EndpointEvent;
import dev.redstart.endpoint.ExchangeHandler;
import dev.redstart.endpoint.PathTable;
import dev.redstart.endpoint.SocketRoute;
import dev.redstart.process.ExitReason;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.PathHandler;
import io.undertow.server.handlers.ResponseCodeHandler;
import io.undertow.server.handlers.resource.ClassPathResourceManager;
import io.undertow.server.handlers.resource.ResourceHandler;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.MimeMappings;
import io.undertow.util.StatusCodes;

/** Sends each request where its path is mounted. On the IO thread; what may block goes to a virtual thread from there. */
final class SiteHandler implements HttpHandler {
    private static final Executor HANDLERS = Executors
            .newThreadPerTaskExecutor(Thread.ofVirtual().name("redstart-http-", 0).factory());

    private static final HttpString NO_SNIFF = new HttpString("X-Content-Type-Options");
    private static final MimeMappings MIME_TYPES = MimeMappings.builder(true).addMapping("mjs", "text/javascript")
            .addMapping("map", "application/json").addMapping("webmanifest", "application/manifest+json")
            .addMapping("woff2", "font/woff2").addMapping("webp", "image/webp").build();

    private final UndertowServer.Site site;
    private final PathHandler files = new PathHandler(ResponseCodeHandler.HANDLE_404);

    SiteHandler(UndertowServer.Site site) {
        this.site = site;
        site.files().forEach((path, folder) -> files.addPrefixPath(path, files(folder)));
    }

    /** Browsers ask again each time, and get 304 unless the file has changed: a new version of a page shows at the next load. */
    private static HttpHandler files(String folder) {
        var resources = new ClassPathResourceManager(Thread.currentThread().getContextClassLoader(), folder);
        var handler = new ResourceHandler(resources).setMimeMappings(MIME_TYPES).setDirectoryListingEnabled(false);
        return exchange -> {
            exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-cache").put(NO_SNIFF, "nosniff");
            handler.handleRequest(exchange);
        };
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        var path = exchange.getRequestPath();
        var socket = site.sockets().find(path);
        var transport = site.transports().find(path);
        var handler = site.handlers().find(path);
        if (socket != null) {
            dispatch(exchange, () -> upgrade(exchange, socket));
        } else if (transport != null) {
            dispatch(exchange, () -> handle(exchange, transport));
        } else if (handler == null) {
            files.handleRequest(exchange);
        } else if (exchange.getRequestMethod().equals(Methods.GET)
                || exchange.getRequestMethod().equals(Methods.HEAD)) {
            dispatch(exchange, () -> handle(exchange, handler));
        } else {
            exchange.setStatusCode(StatusCodes.METHOD_NOT_ALLOWED).endExchange();
        }
    }

    @FunctionalInterface
    private interface Answer {
        void give() throws Exception;
    }

    /** Undertow forgets an exchange whose task throws, and its client would wait for ever. */
    private void dispatch(HttpServerExchange exchange, Answer answer) {
        exchange.dispatch(HANDLERS, () -> {
            try {
                answer.give();
            } catch (ClientGoneException _) {
                exchange.endExchange();
            } catch (Throwable thrown) { // user code, and an Error of its is no reason to leave the client without an answer either
                failed(exchange, thrown);
            }
        });
    }

    private static void upgrade(HttpServerExchange exchange, PathTable.Found<SocketRoute> found) {
        var socket = found.value();
        var request = SocketRoute.Request.of(WebSocketUpgrade.request(exchange), exchange.getRequestScheme(),
                exchange.getRequestPath(), exchange.getQueryString(), found.variables(), exchange.getSourceAddress());
        switch (socket.admit(request)) {
            case SocketRoute.Admission.Admitted admitted ->
                WebSocketUpgrade.perform(exchange, admitted.headers(), io -> socket.open(io, admitted),
                        admitted.seat());
            case SocketRoute.Admission.Refused(var refusal) -> {
                exchange.setStatusCode(refusal.status());
                refusal.headers()
                        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
                exchange.getResponseSender().send(refusal.body());
            }
        }
    }

    private void handle(HttpServerExchange exchange, PathTable.Found<ExchangeHandler> found) throws Exception {
        found.value().handle(new UndertowExchange(site.node(), exchange, found.variables()));
        exchange.endExchange();
    }

    private void failed(HttpServerExchange exchange, Throwable thrown) {
        site.node().telemetry()
                .emit(new EndpointEvent.HandlerFailed(exchange.getRequestPath(), ExitReason.Crash.of(thrown)));
        if (!exchange.isResponseStarted()) {
            exchange.setStatusCode(StatusCodes.INTERNAL_SERVER_ERROR);
        }
        exchange.endExchange();
    }
}
