package dev.redstart.endpoint.undertow;

import java.util.concurrent.TimeUnit;

import io.undertow.server.ExchangeCompletionListener;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Closes connections whose request announces a body that does not come. Undertow limits how long the head of a request may take, but
 * before it ends an exchange it waits for the rest of the body for as long as the client likes.
 *
 * <p>Threading: as any handler; the limit runs on the connection's IO thread.
 */
final class BodyTimeLimit implements HttpHandler {
    private final HttpHandler next;
    private final long millis;

    BodyTimeLimit(HttpHandler next, long millis) {
        this.next = next;
        this.millis = millis;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (!exchange.isRequestComplete()) { // most requests have no body, and cost no timer
            limit(exchange);
        }
        next.handleRequest(exchange);
    }

    private void limit(HttpServerExchange exchange) {
        XnioExecutor.Key timer = exchange.getIoThread().executeAfter(() -> {
            if (!exchange.isRequestComplete()) {
                IoUtils.safeClose(exchange.getConnection());
            }
        }, millis, TimeUnit.MILLISECONDS);
        exchange.addExchangeCompleteListener((HttpServerExchange _, ExchangeCompletionListener.NextListener others) -> {
            timer.remove();
            others.proceed();
        });
    }
}
