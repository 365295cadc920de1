package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import dev.redstart.websocket.RawClient;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A client must not hold a connection by announcing what it never sends. */
class BodyTimeLimitTest {
    private static final int LIMIT_MILLIS = 500;

    private final Undertow undertow = Undertow.builder().addHttpListener(0, "127.0.0.1").setIoThreads(1)
            .setWorkerThreads(1).setHandler(new BodyTimeLimit(HttpServerExchange::endExchange, LIMIT_MILLIS)).build();

    @BeforeEach
    void start() {
        undertow.start();
    }

    @AfterEach
    void stop() {
        undertow.stop();
    }

    private RawClient client() throws IOException {
        return RawClient
                .connect(((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort());
    }

    private static byte[] request(String headersAndBody) {
        return ("POST / HTTP/1.1\r\nHost: h\r\n" + headersAndBody).getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 10\r\n\r\n", "Content-Length: 10\r\n\r\nhalf",
            "Transfer-Encoding: chunked\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf"})
    void aBodyThatDoesNotComeEndsTheConnection(String unfinished) throws IOException {
        try (var client = client()) {
            client.send(request(unfinished));
            client.drain(); // throws if the stream does not end
        }
    }

    @Test
    void aWholeBodyLeavesTheConnectionOpen() throws IOException {
        try (var client = client(); var clock = client()) {
            client.send(request("Content-Length: 4\r\n\r\nbody"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
            clock.send(request("Content-Length: 4\r\n\r\n"));
            clock.drain(); // a limit that was set after the first client's has been reached
            client.send(request("Content-Length: 0\r\n\r\n"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 200");
        }
    }
}
