package dev.redstart.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import dev.redstart.Redstart;
import dev.redstart.telemetry.Meter;
import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.RawClient;
import dev.redstart.websocket.ServerFrame;
import dev.redstart.websocket.WebSocketLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What is wrong gets its close code or status, is counted, and no other connection notices (PROTOCOL.md 1, 5, 8). */
class BadInputTest {
    private static final int TEXT = 0x81;
    private static final int TWENTY_MEGABYTES = 20_000_000;

    private final Endpoint endpoint = Endpoint.on(0).bind("127.0.0.1").socket("/echo", new EchoHandler(),
            SocketOptions.defaults().limits(WebSocketLimits.defaults().withIdleTimeout(Duration.ofSeconds(1))));
    @SuppressWarnings("NullAway.Init") // before each test
    private Redstart redstart;
    private int port;
    @SuppressWarnings("NullAway.Init") // before each test
    private RawClient bystander;

    @BeforeEach
    void start() throws IOException {
        redstart = Redstart.start(supervisor("test").child(endpoint));
        port = endpoint.port(redstart.node());
        bystander = client();
    }

    @AfterEach
    void theBystanderNoticedNothing() throws IOException {
        try (var _ = redstart; var _ = bystander) {
            bystander.send(ClientFrame.text("still here"));
            assertThat(bystander.receive()).contains(ServerFrame.text("still here"));
        }
    }

    private RawClient client() throws IOException {
        var client = RawClient.connect(port);
        client.send(handshake("Host: 127.0.0.1\r\n"));
        assertThat(client.readHead()).startsWith("HTTP/1.1 101");
        return client;
    }

    private static byte[] handshake(String headers) {
        return ("GET /echo/websocket HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private double metric(String name, String value) {
        return redstart.telemetry().meters().stream()
                .filter(meter -> meter.name().equals(name)
                        && meter.tags().stream().anyMatch(tag -> tag.value().equals(value)))
                .mapToDouble(Meter::value).sum();
    }

    private void isClosedWith(int code, byte[] input) throws IOException {
        try (var client = client()) {
            client.send(input);
            bystander.send(ClientFrame.ping("")); // keeps the bystander from being silent for too long itself
            assertThat(client.receive()).contains(ServerFrame.close(code));
            bystander.receive();
        }
        await().until(() -> metric("redstart.ws.closed", String.valueOf(code)) == 1);
    }

    @Test
    void aFrameOf20MegabytesIsRefusedFromItsHeaderWith1009() throws IOException {
        isClosedWith(1009, ClientFrame.header(TEXT, TWENTY_MEGABYTES));
    }

    @Test
    void anUnmaskedFrameIsClosedWith1002() throws IOException {
        isClosedWith(1002, new byte[]{(byte) TEXT, 1, 'x'});
    }

    @Test
    void invalidUtf8IsClosedWith1007() throws IOException {
        isClosedWith(1007, ClientFrame.frame(true, 1, (byte) 0xC3, (byte) 0x28));
    }

    @Test
    void aForeignOriginGets403() throws IOException {
        try (var client = RawClient.connect(port)) {
            client.send(handshake("Host: 127.0.0.1\r\nOrigin: https://foreign.example\r\n"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 403");
        }
        assertThat(metric("redstart.connections.refused", "403")).isEqualTo(1);
    }

    /** A peer that is gone without a FIN looks like one that is silent: nothing tells but the time. */
    @Test
    void aHalfOpenConnectionIsClosedWith1002AfterTheIdleTimeout() throws IOException {
        try (var silent = client()) {
            var closed = Optional.<ServerFrame>empty();
            while (closed.isEmpty()) {
                bystander.send(ClientFrame.ping(""));
                assertThat(bystander.receive()).contains(ServerFrame.pong(""));
                closed = silent.receiveWithin(Duration.ofMillis(200));
            }
            assertThat(closed).contains(ServerFrame.close(1002));
        }
        await().until(() -> metric("redstart.ws.closed", "1002") == 1);
    }
}
