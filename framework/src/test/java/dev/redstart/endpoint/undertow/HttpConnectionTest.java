package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redstart.websocket.RawClient;
import dev.redstart.websocket.SocketIo;
import io.undertow.server.HttpServerExchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** HTTP/1.1 as it comes from the wire: kept-alive and pipelined requests, and clients that are slow or talk too much. */
class HttpConnectionTest {
    private static final HttpLimits SHORT = new HttpLimits(2_000, 10, 500, 60_000);
    private static final HttpLimits IMPATIENT = new HttpLimits(2_000, 10, 60_000, 500);

    private final AtomicInteger requests = new AtomicInteger();
    private @Nullable TestServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private RawClient client(HttpLimits limits) throws IOException {
        if (server == null) {
            server = TestServer.detached(this::answer, null, limits);
        }
        return RawClient.connect(server.port());
    }

    /** Upgrades what wants to be upgraded, to an echo of bytes; tells everybody else which request it was. */
    private void answer(HttpServerExchange exchange) throws Exception {
        if (exchange.getRequestPath().equals("/socket")) {
            TestServer.handler(Echo::new).handleRequest(exchange);
        } else {
            exchange.getResponseSender().send("answer " + requests.incrementAndGet());
        }
    }

    private record Echo(SocketIo io) implements SocketIo.Listener {
        @Override
        public void readable(ByteBuffer bytes) {
            try {
                io.write(bytes);
            } catch (IOException e) {
                io.close();
            }
        }

        @Override
        public void writable() {}

        @Override
        public void ended(@Nullable Throwable cause) {}
    }

    private static byte[] get(String version, String headers) {
        return ("GET / HTTP/" + version + "\r\nHost: h\r\n" + headers + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void isAnswered(RawClient client, int number) throws IOException {
        var head = client.readHead();
        assertThat(head).matches("(?s)HTTP/1.[01] 200.*");
        var body = "answer " + number;
        assertThat(head).contains("Content-Length: " + body.length());
        assertThat(client.read(body.length())).asString(StandardCharsets.US_ASCII).isEqualTo(body);
    }

    /** The server has closed the connection, with a RST if it has left bytes unread. */
    private static void isClosed(RawClient client) throws IOException {
        try {
            client.drain();
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void connectionsAreKeptForTheNextRequest() throws IOException {
        try (var client = client(HttpLimits.DEFAULT)) {
            for (int i = 1; i <= 3; i++) {
                client.send(get("1.1", ""));
                isAnswered(client, i);
            }
        }
    }

    @Test
    void requestsThatComeTogetherAreAnsweredInTheirOrder() throws IOException {
        try (var client = client(HttpLimits.DEFAULT)) {
            client.send(get("1.1", ""), get("1.1", ""), get("1.1", ""));
            for (int i = 1; i <= 3; i++) {
                isAnswered(client, i);
            }
        }
    }

    @Test
    void aKeptConnectionMayBeUpgraded() throws IOException {
        try (var client = client(HttpLimits.DEFAULT)) {
            client.send(get("1.1", ""));
            isAnswered(client, 1);
            client.upgrade();
            client.send(new byte[]{1, 2, 3});
            assertThat(client.read(3)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aRequestAnUpgradeAndItsFirstBytesMayComeTogether() throws IOException {
        try (var client = client(HttpLimits.DEFAULT)) {
            client.send(get("1.1", ""), RawClient.HANDSHAKE.getBytes(StandardCharsets.US_ASCII), new byte[]{1, 2, 3});
            isAnswered(client, 1);
            assertThat(client.readHead()).startsWith("HTTP/1.1 101");
            assertThat(client.read(3)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void aClientThatWantsTheConnectionClosedGetsThat() throws IOException {
        try (var client = client(HttpLimits.DEFAULT)) {
            client.send(get("1.1", "Connection: close\r\n"));
            isAnswered(client, 1);
            assertThat(client.drain()).isZero();
        }
        try (var client = client(HttpLimits.DEFAULT)) {
            client.send(get("1.0", ""));
            isAnswered(client, 2);
            assertThat(client.drain()).isZero();
        }
    }

    @Test
    void aHeadThatDoesNotComeEndsItsConnectionOnly() throws IOException {
        try (var slow = client(SHORT); var bystander = client(SHORT)) {
            slow.send("GET / HTTP/1.1\r\nHo".getBytes(StandardCharsets.US_ASCII));
            isClosed(slow);
            bystander.send(get("1.1", ""));
            isAnswered(bystander, 1);
        }
    }

    @Test
    void aConnectionWithoutARequestEnds() throws IOException {
        try (var silent = client(IMPATIENT)) {
            isClosed(silent);
        }
    }

    @Test
    void aSocketHasNoTimeLimitOfHttp() throws IOException {
        try (var socket = client(IMPATIENT).upgrade(); var clock = client(IMPATIENT)) {
            isClosed(clock); // the limits that were set before have been reached, too
            socket.send(new byte[]{1});
            assertThat(socket.read(1)).containsExactly(1);
        }
    }

    @Test
    void tooManyOrTooLongHeadersEndTheirConnectionOnly() throws IOException {
        try (var bystander = client(SHORT)) {
            bystander.send(get("1.1", ""));
            isAnswered(bystander, 1);
            for (var headers : new String[]{"A: b\r\n".repeat(10), "A: " + "b".repeat(2_000) + "\r\n"}) {
                try (var client = client(SHORT)) {
                    client.send(get("1.1", headers));
                    assertThat(client.readHead()).startsWith("HTTP/1.1 400");
                    isClosed(client);
                }
            }
            try (var client = client(SHORT)) {
                client.send(get("1.1", "A: b\r\n".repeat(9)));
                isAnswered(client, 2);
            }
            bystander.send(get("1.1", ""));
            isAnswered(bystander, 3);
        }
    }
}
