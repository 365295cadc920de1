package dev.redstart.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

import dev.redstart.Redstart;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Name;
import dev.redstart.supervisor.Supervisor;
import dev.redstart.telemetry.Meter;
import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.RawClient;
import dev.redstart.websocket.ServerFrame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Who a client is, and how many connections it may have, through real sockets. */
class ClientAddressTest {
    private static final String FORWARDED = "Forwarded: for=\"192.0.2.1:4711\";proto=https\r\n";
    private static final String OTHER = "X-Forwarded-For: 192.0.2.2\r\n";

    private final BlockingQueue<ConnectRequest> connects = new LinkedBlockingQueue<>();
    private final BlockingQueue<EndpointEvent> events = new LinkedBlockingQueue<>();
    private final Endpoint endpoint = Endpoint.on(0).bind("127.0.0.1")
            .get("/peer", exchange -> exchange.text(exchange.peer().getAddress().getHostAddress() + " "
                    + exchange.scheme()))
            .get("/thread", _ -> {
                if (!Thread.currentThread().isVirtual()) {
                    throw new IllegalStateException(Thread.currentThread().toString());
                }
            })
            .socket("/echo", mount -> request -> {
                connects.add(request);
                return new EchoHandler().mount(mount).open(request);
            }, SocketOptions.defaults().longPoll(LongPoll.on()));
    private @Nullable Redstart redstart;
    private int port;

    @AfterEach
    void stop() {
        if (redstart != null) {
            redstart.close();
        }
    }

    private Redstart start(Endpoint changed) {
        redstart = Redstart.start(supervisor("test").child(changed));
        redstart.telemetry().listen(event -> {
            if (event instanceof EndpointEvent ours) {
                events.add(ours);
            }
        });
        port = changed.port(redstart.node());
        return redstart;
    }

    private static byte[] request(String path, String headers) {
        return ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] handshake(String query, String headers) {
        return request("/echo/websocket" + query, "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers);
    }

    private String head(byte[] request) throws IOException {
        try (var client = RawClient.connect(port)) {
            client.send(request);
            return client.readHead();
        }
    }

    private RawClient connected(String headers) throws IOException {
        var client = RawClient.connect(port);
        client.send(handshake("", headers));
        assertThat(client.readHead()).startsWith("HTTP/1.1 101");
        return client;
    }

    private String peer(String headers) throws IOException {
        try (var client = RawClient.connect(port)) {
            client.send(request("/peer", headers + "Connection: close\r\n"));
            client.readHead();
            return new String(client.read(100), StandardCharsets.US_ASCII);
        }
    }

    private double refused(Redstart running) {
        return running.telemetry().meters().stream()
                .filter(meter -> meter.name().equals("redstart.connections.refused")
                        && meter.tags().stream().anyMatch(tag -> tag.value().equals("429")))
                .mapToDouble(Meter::value).sum();
    }

    // ---- proxies ------------------------------------------------------------------------------------------------------------------

    @Test
    void handlersRunOnVirtualThreads() throws IOException {
        start(endpoint);
        assertThat(head(request("/thread", ""))).startsWith("HTTP/1.1 200");
    }

    @Test
    void headersOfStrangersMeanNothing() throws IOException {
        start(endpoint);
        assertThat(peer(FORWARDED)).isEqualTo("127.0.0.1 http");
    }

    @Test
    void behindATrustedProxyTheClientIsWhomItNames() throws Exception {
        start(endpoint.trustedProxies("127.0.0.0/8"));
        assertThat(peer("")).isEqualTo("127.0.0.1 http");
        assertThat(peer(FORWARDED)).isEqualTo("192.0.2.1 https");
        assertThat(peer(OTHER + "X-Forwarded-Proto: https\r\n")).isEqualTo("192.0.2.2 https");
        connected(FORWARDED + "Origin: https://127.0.0.1\r\n").close();
        var connect = connects.take();
        assertThat(connect.peer().toString()).isEqualTo("/192.0.2.1:4711");
        assertThat(connect.uri().scheme()).isEqualTo("https");
    }

    @Test
    void eventsNameTheClientBehindTheProxy() throws Exception {
        start(endpoint.trustedProxies("127.0.0.1"));
        try (var client = connected(FORWARDED)) {
            client.send(ClientFrame.frame(true, 1, (byte) 0xC3, (byte) 0x28));
            assertThat(client.receive()).contains(ServerFrame.close(1007));
        }
        assertThat(head(handshake("?refuse", OTHER))).startsWith("HTTP/1.1 429");
        await().until(() -> events.stream().filter(event -> event.describe().contains("192.0.2.")).count() == 2);
        assertThat(events).extracting(EndpointEvent::describe)
                .anyMatch(text -> text.startsWith("connection to") && text.contains(" from /192.0.2.1:4711 "))
                .anyMatch(text -> text.startsWith("refused") && text.contains(" from /192.0.2.2:0 "));
    }

    @Test
    void whatIsNoNetworkIsRefusedAtOnce() {
        assertThatThrownBy(() -> endpoint.trustedProxies("proxy.example")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"proxy.example\"");
    }

    // ---- the limit ----------------------------------------------------------------------------------------------------------------

    @Test
    void withoutALimitClientsHaveAsManyAsTheyLike() throws IOException {
        start(endpoint);
        for (int i = 0; i < 5; i++) {
            connected("");
        }
    }

    @Test
    void oneMoreThanTheLimitIsRefusedWith429AndCounted() throws Exception {
        var running = start(endpoint.trustedProxies("127.0.0.1").maxConnectionsPerAddress(2));
        try (var first = connected(FORWARDED); var _ = connected(FORWARDED)) {
            assertThat(head(handshake("", FORWARDED))).startsWith("HTTP/1.1 429");
            assertThat(refused(running)).isEqualTo(1);
            connected(OTHER).close(); // somebody else
            first.send(ClientFrame.text("still here"));
            assertThat(first.receive()).contains(ServerFrame.text("still here"));
        }
        assertThatThrownBy(() -> endpoint.maxConnectionsPerAddress(0))
                .hasMessage("maxConnectionsPerAddress must be >= 1, was 0");
    }

    /** However a connection ends: each leaves room for exactly one. */
    @ParameterizedTest
    @ValueSource(strings = {"closed", "gone", "reset", "wrong", "crashed", "refused", "malformed",
            "never finished"})
    void aConnectionThatEndsLeavesRoomForOneMore(String how) throws Exception {
        start(endpoint.maxConnectionsPerAddress(2));
        try (var _ = connected("")) {
            for (int round = 0; round < 3; round++) {
                end(how);
                awaitSeat().close();
            }
            var last = awaitSeat();
            assertThat(head(handshake("", ""))).startsWith("HTTP/1.1 429");
            last.close();
        }
    }

    @Test
    void aConnectionWhoseProcessIsKilledLeavesRoomForOneMore() throws Exception {
        var running = start(endpoint.maxConnectionsPerAddress(1));
        try (var _ = connected("")) {
            killOnlyConnection(running);
            try (var _ = awaitSeat()) {
                assertThat(head(handshake("", ""))).startsWith("HTTP/1.1 429");
            }
        }
    }

    private static void killOnlyConnection(Redstart running) {
        var connections = Supervisor.named(running.node(), Name.of("connections /echo/websocket of endpoint"));
        var only = await().until(connections::whichChildren, children -> children.size() == 1).getFirst();
        running.exit(only.pid().orElseThrow(), ExitReason.KILL);
    }

    /** A connection, as soon as there is room for it. */
    private RawClient awaitSeat() {
        return await().until(() -> {
            var client = RawClient.connect(port);
            client.send(handshake("", ""));
            if (client.readHead().startsWith("HTTP/1.1 101")) {
                return client;
            }
            client.close();
            return null;
        }, client -> client != null);
    }

    private void end(String how) throws Exception {
        switch (how) {
            case "refused" -> {
                assertThat(awaitAnswer(handshake("?refuse", ""))).contains("slow down");
                return;
            }
            case "malformed" -> {
                assertThat(head(request("/echo/websocket", ""))).startsWith("HTTP/1.1 400");
                return;
            }
            case "never finished" -> {
                try (var client = RawClient.connect(port)) {
                    client.send(handshake("", ""));
                    client.reset(); // perhaps before its answer can be written
                }
                return;
            }
            default -> {}
        }
        try (var client = awaitSeat()) {
            switch (how) {
                case "closed" -> {
                    client.send(ClientFrame.close(1000));
                    assertThat(client.receive()).contains(ServerFrame.close(1000));
                }
                case "reset" -> client.reset();
                case "wrong" -> client.send(ClientFrame.frame(true, 1, (byte) 0xC3, (byte) 0x28));
                case "crashed" -> client.send(ClientFrame.text("boom"));
                default -> {}
            }
        }
    }

    private String awaitAnswer(byte[] request) {
        return await().until(() -> {
            try (var client = RawClient.connect(port)) {
                client.send(request);
                return client.readHead() + new String(client.read(9), StandardCharsets.US_ASCII);
            }
        }, answer -> answer.contains("slow down"));
    }

    @Test
    void sessionsOfLongPollCountToo() throws Exception {
        var running = start(endpoint.maxConnectionsPerAddress(1));
        assertThat(head(request("/echo/longpoll?refuse", ""))).startsWith("HTTP/1.1 200"); // says 403 in its body
        assertThat(head(request("/echo/longpoll", ""))).startsWith("HTTP/1.1 200");
        assertThat(head(request("/echo/longpoll", ""))).startsWith("HTTP/1.1 429");
        assertThat(head(handshake("", ""))).startsWith("HTTP/1.1 429");
        assertThat(refused(running)).isEqualTo(2);
        killOnlyConnection(running);
        awaitSeat().close();
    }
}
