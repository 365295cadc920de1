package dev.redstart.endpoint;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.redstart.process.LocalNode;

/** One HTTP request and its answer. An exchange is answered once; belongs to the thread its handler runs on. */
public interface Exchange {
    /** The node the endpoint runs on. */
    LocalNode node();

    /** The request's method, for example {@code GET}. */
    String method();

    /** The request's path. */
    String path();

    /** The first header of that name; case does not matter. */
    Optional<String> header(String name);

    /** The values of all headers of that name, in their order and unsplit. */
    List<String> headers(String name);

    /** {@code http} or {@code https}. */
    String scheme();

    /** The query string as it was sent, empty if there was none. */
    String queryString();

    /** The variables in the path the handler is mounted at; for {@code /rooms/:room} what stands for {@code room}. */
    Map<String, String> variables();

    /**
     * Reads the body; blocks until it has come.
     *
     * @param maxBytes the longest body that is read
     * @return empty if it is longer
     */
    Optional<byte[]> body(int maxBytes);

    /** The first query parameter of that name. */
    Optional<String> query(String name);

    /** The client's address. */
    InetSocketAddress peer();

    /** Sets the status of the answer; 200 unless set. */
    Exchange status(int status);

    /** Sets a header of the answer. */
    Exchange header(String name, String value);

    /** Answers with plain text. */
    default void text(String body) {
        send("text/plain; charset=utf-8", body);
    }

    /** Answers with JSON that is text already. */
    default void json(String body) {
        send("application/json", body);
    }

    /** Answers with nothing but status and headers. */
    void empty();

    /** Answers with that text in UTF-8. */
    void send(String contentType, String body);
}
