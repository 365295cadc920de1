package dev.redstart.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redstart.Redstart;
import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.RawClient;
import dev.redstart.websocket.ServerFrame;
import dev.redstart.websocket.WebSocketLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** https and wss on one port, through real sockets. */
class TlsEndpointTest {
    private static final int LARGE = 3_000_000;
    private static final int MESSAGES = 200;

    private static TestCertificate certificate;

    private final BlockingQueue<RequestUri> uris = new LinkedBlockingQueue<>();
    @SuppressWarnings("NullAway.Init") // before each test
    private HttpClient http;
    @SuppressWarnings("NullAway.Init") // before each test
    private Redstart redstart;
    private int port;

    @BeforeAll
    static void makeCertificate(@TempDir Path folder) throws Exception {
        certificate = TestCertificate.make(folder, "EC");
    }

    @BeforeEach
    void start() throws Exception {
        var tls = Tls.keystore(certificate.store(), TestCertificate.PASSWORD.toCharArray());
        var patient = SocketOptions.defaults().origins(OriginPolicy.sameAsRequest())
                .limits(WebSocketLimits.defaults().withMaxOutbound(100_000_000, 10_000));
        var endpoint = Endpoint.on(0).bind("127.0.0.1").tls(tls).files("/", "endpoint-files")
                .get("/scheme", exchange -> exchange.text(exchange.scheme()))
                .socket("/echo", mount -> request -> {
                    uris.add(request.uri());
                    return new EchoHandler().mount(mount).open(request);
                }, patient);
        http = HttpClient.newBuilder().sslContext(certificate.context()).build();
        redstart = Redstart.start(supervisor("test").child(endpoint));
        port = endpoint.port(redstart.node());
    }

    @AfterEach
    void stop() {
        redstart.close();
        http.shutdownNow();
    }

    private String get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create("https://localhost:" + port + path)).build(),
                BodyHandlers.ofString()).body();
    }

    private byte[] handshake(String origin) {
        return RawClient.HANDSHAKE.replace("/socket ", "/echo/websocket ").replace("Host: localhost",
                "Host: localhost:" + port + "\r\nOrigin: " + origin + ":" + port).getBytes(StandardCharsets.US_ASCII);
    }

    private RawClient client() throws Exception {
        var client = RawClient.connect(port).secure(certificate.context());
        client.send(handshake("https://localhost"));
        assertThat(client.readHead()).startsWith("HTTP/1.1 101");
        return client;
    }

    @Test
    void handlersAndFilesAreAnswered() throws Exception {
        assertThat(get("/scheme")).isEqualTo("https");
        assertThat(get("/")).contains("a page");
    }

    @Test
    void clientsOfTheJdkConnectToWss() throws Exception {
        var client = new RecordingClient();
        var socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("wss://localhost:" + port + "/echo/websocket"), client).join();
        socket.sendText("through TLS", true).join();
        assertThat(client.next()).isEqualTo("through TLS");
        assertThat(uris.take().scheme()).isEqualTo("https");
        socket.sendClose(1000, "").join();
        assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1000);
    }

    @Test
    void originsAreComparedWithHttps() throws Exception {
        client().close();
        try (var foreign = RawClient.connect(port).secure(certificate.context())) {
            foreign.send(handshake("http://localhost"));
            assertThat(foreign.readHead()).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void largeMessagesGoBothWays() throws Exception {
        try (var client = client()) {
            var text = "x".repeat(LARGE);
            client.send(ClientFrame.text(text));
            assertThat(client.receive()).contains(ServerFrame.text(text));
        }
    }

    @Test
    void aSlowReaderGetsEverythingInOrder() throws Exception {
        try (var client = client()) {
            var filling = "x".repeat(LARGE / MESSAGES);
            for (int i = 0; i < MESSAGES; i++) {
                client.send(ClientFrame.text(i + filling));
            }
            for (int i = 0; i < MESSAGES; i++) {
                assertThat(client.receive()).contains(ServerFrame.text(i + filling));
            }
        }
    }

    @Test
    void bothSidesMayClose() throws Exception {
        try (var client = client()) {
            client.send(ClientFrame.close(1000));
            assertThat(client.receive()).contains(ServerFrame.close(1000));
            assertThat(client.receive()).isEmpty();
        }
        try (var client = client()) {
            client.send(ClientFrame.text("open by now"));
            assertThat(client.receive()).contains(ServerFrame.text("open by now"));
            var stop = Thread.startVirtualThread(redstart::close);
            assertThat(client.receive()).contains(ServerFrame.close(1012));
            client.send(ClientFrame.close(1012));
            assertThat(client.receive()).isEmpty();
            stop.join();
        }
    }

    @Test
    void plainHttpGetsNoAnswer() throws Exception {
        try (var plain = RawClient.connect(port)) {
            plain.send("GET /scheme HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(plain::readHead).isInstanceOf(IOException.class);
        }
        assertThat(get("/scheme")).isEqualTo("https");
    }

    @Test
    void aCertificateThatIsNotThereKeepsTheEndpointFromStarting(@TempDir Path folder) {
        var missing = folder.resolve("missing.pem");
        assertThatThrownBy(() -> Redstart
                .start(supervisor("other").child(Endpoint.on(0).tls(Tls.pem(missing, missing)))))
                .hasMessageContaining("cannot set up TLS").hasMessageContaining(missing.toString());
    }
}
