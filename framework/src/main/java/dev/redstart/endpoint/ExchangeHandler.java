package dev.redstart.endpoint;

/** The application's answer to HTTP requests at one path. */
@FunctionalInterface
public interface ExchangeHandler {
    /** Runs on a virtual thread of its own and may block; what it throws is answered with 500. */
    void handle(Exchange exchange) throws Exception;
}
