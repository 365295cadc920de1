package dev.redstart.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.redstart.Redstart;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Name;
import dev.redstart.supervisor.ChildInfo;
import dev.redstart.supervisor.Supervisor;
import dev.redstart.websocket.RawClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The endpoint as a user sees it, through real sockets. */
class EndpointTest {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Endpoint endpoint = Endpoint.on(0).bind("127.0.0.1").socket("/echo", new EchoHandler())
            .metrics("/metrics")
            .files("/", "endpoint-files")
            .get("/hello", exchange -> exchange.text("hello " + exchange.query("name").orElse("")))
            .get("/broken", _ -> {
                throw new IllegalStateException("asked to");
            })
            .get("/broken-badly", _ -> {
                throw new AssertionError("asked to");
            })
            .socket("/picky", new EchoHandler(), SocketOptions.defaults().origins(OriginPolicy.matching(_ -> {
                throw new IllegalStateException("asked to");
            })))
            .socket("/badly", _ -> _ -> {
                throw new AssertionError("asked to");
            });
    @SuppressWarnings("NullAway.Init") // before each test
    private Redstart redstart;
    private int port;

    @BeforeEach
    void start() {
        redstart = Redstart.start(supervisor("test").child(endpoint));
        port = endpoint.port(redstart.node());
    }

    @AfterEach
    void stop() {
        redstart.close();
        await().until(() -> redstart.node().processCount() == 0); // an end may be under way on an IO thread
        http.shutdownNow(); // an orderly close waits for ever for a WebSocket whose server ended in the middle of a callback
    }

    private WebSocket connect(RecordingClient client) {
        return http.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + port + "/echo/websocket"), client)
                .join();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The children of the supervisor of connections, found by walking the tree as an operator would. */
    private List<ChildInfo> connections() {
        return Supervisor.named(redstart.node(), Name.of("connections /echo/websocket of endpoint")).whichChildren();
    }

    @Test
    void messagesComeBackThroughAProcessUnderTheConnectionsSupervisor() throws Exception {
        var client = new RecordingClient();
        var socket = connect(client);
        socket.sendText("hi", true).join();
        assertThat(client.next()).isEqualTo("hi");
        assertThat(connections()).singleElement()
                .satisfies(child -> assertThat(child.id()).isEqualTo("connection /echo/websocket"));
        socket.sendClose(1000, "").join();
        assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
        await().until(() -> connections().isEmpty());
    }

    @Test
    void aCrashOfOneConnectionsProcessClosesItWith1011AndNoOther() throws Exception {
        var bystander = new RecordingClient();
        var other = connect(bystander);
        var client = new RecordingClient();
        connect(client).sendText("boom", true).join();
        assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1011);
        other.sendText("still here", true).join();
        assertThat(bystander.next()).isEqualTo("still here");
    }

    @Test
    void aKilledConnectionProcessClosesItsSocket() throws Exception {
        var client = new RecordingClient();
        connect(client);
        await().until(() -> connections().size() == 1);
        redstart.exit(connections().getFirst().pid().orElseThrow(), ExitReason.KILL);
        assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1011);
        await().until(() -> connections().isEmpty());
    }

    @Test
    void section16aStopSendsClientsAwayWith1012AndThePortIsFree() throws Exception {
        var client = new RecordingClient();
        connect(client).sendText("hi", true).join();
        assertThat(client.next()).isEqualTo("hi");
        redstart.close();
        assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1012);
        assertThatThrownBy(() -> get("/hello")).isInstanceOf(IOException.class);
    }

    @Test
    void handlersFilesAndErrorsAreAnswered() throws Exception {
        assertThat(get("/hello?name=you").body()).isEqualTo("hello you");
        assertThat(get("/").body()).contains("a page");
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/broken").statusCode()).isEqualTo(500);
        assertThat(get("/../../etc/passwd").statusCode()).isEqualTo(404);
    }

    /** An exchange that is forgotten leaves its client waiting for ever. */
    @ParameterizedTest
    @ValueSource(strings = {"/broken-badly", "/picky/websocket", "/badly/websocket"})
    void whateverAnApplicationThrowsIsAnsweredWith500(String path) throws Exception {
        try (var client = RawClient.connect(port)) {
            client.send(("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
                    + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(client.readHead()).startsWith("HTTP/1.1 500");
        }
    }

    /** Kills who holds {@code name}, and waits until the port is open again. */
    private void killAndAwaitPort(String name) {
        var listener = Name.<ListenerServer.PortOf>of("listener of endpoint");
        var before = redstart.whereis(listener).orElseThrow().pid();
        redstart.exit(redstart.whereis(Name.<Object>of(name)).orElseThrow().pid(), ExitReason.KILL);
        await().until(() -> redstart.whereis(listener).filter(now -> !now.pid().equals(before)).isPresent());
        port = endpoint.port(redstart.node());
    }

    @Test
    void theEndpointComesBackWhenItsIoThreadsHaveEnded() throws Exception {
        for (int round = 0; round < 3; round++) {
            killAndAwaitPort("io of endpoint");
            var client = new RecordingClient();
            connect(client).sendText("hi", true).join();
            assertThat(client.next()).isEqualTo("hi");
        }
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        assertThatThrownBy(() -> Redstart.start(supervisor("other").child(Endpoint.on(port).bind("127.0.0.1"))))
                .hasMessageContaining("cannot listen on").hasMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void connectionsBeforeAndAfterARestartOfTheListenerAreCounted() throws Exception {
        var before = new RecordingClient();
        var socket = connect(before);
        killAndAwaitPort("listener of endpoint");
        var after = new RecordingClient();
        connect(after).sendText("hi", true).join();
        assertThat(after.next()).isEqualTo("hi");
        assertThat(get("/metrics").body()).contains("redstart_connections{mount=\"/echo/websocket\"} 2.0");
        socket.sendClose(1000, "").join();
        await().until(() -> get("/metrics").body().contains("redstart_connections{mount=\"/echo/websocket\"} 1.0"));
    }

    @Test
    void metricsShowConnectionsAndMessages() throws Exception {
        var client = new RecordingClient();
        connect(client).sendText("hi", true).join();
        client.next();
        assertThat(get("/metrics").body()).contains("redstart_connections{mount=\"/echo/websocket\"} 1.0")
                .contains("redstart_ws_messages_total{direction=\"in\",mount=\"/echo/websocket\"} 1.0")
                .contains("redstart_ws_messages_total{direction=\"out\",mount=\"/echo/websocket\"} 1.0")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void aForeignOriginGets403AndARefusalItsStatusAndText() throws Exception {
        var upgrade = new String[]{"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version", "13"};
        assertThat(get("/echo/websocket", "Origin", "http://foreign.example", upgrade[0], upgrade[1]).statusCode())
                .isEqualTo(403);
        var plain = get("/echo/websocket", upgrade);
        assertThat(plain.statusCode()).isEqualTo(400);
        assertThat(plain.body()).contains("'upgrade' header must contain 'websocket'");
    }
}
