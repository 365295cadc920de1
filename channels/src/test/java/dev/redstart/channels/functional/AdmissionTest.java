package dev.redstart.channels.functional;

import java.util.Optional;

import dev.redstart.endpoint.OriginPolicy;
import dev.redstart.endpoint.SocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** PROTOCOL.md 1 to 7: who gets in, and in which order that is asked. */
class AdmissionTest {
    private static final String TARGET = "/socket/websocket?vsn=2.0.0";

    private Optional<TestServer> started = Optional.empty();

    @AfterEach
    void stop() {
        started.ifPresent(TestServer::close);
    }

    private int port(SocketOptions options) {
        var server = new TestServer(options);
        started = Optional.of(server);
        return server.port();
    }

    private int port() {
        return port(TestServer.OPTIONS.origins(OriginPolicy.list("//localhost")));
    }

    private static String protocols(String offered) {
        return "Sec-WebSocket-Protocol: " + offered + "\r\n";
    }

    @Test
    void section1step1onlyGet() {
        var head = Http.head(port(), "POST", TARGET, "Content-Length: 0\r\n");
        assertThat(head).startsWith("HTTP/1.1 400").containsIgnoringCase("content-length: 0");
    }

    @Test
    void section1orderOriginBeforeVersionBeforeUpgradeBeforeConnect() {
        var port = port();
        var foreign = "Origin: http://foreign.example\r\n";
        assertThat(Http.status(Http.head(port, "GET", "/socket/websocket?vsn=9.0.0", foreign))).isEqualTo(403);
        assertThat(Http.status(Http.head(port, "GET", "/socket/websocket?vsn=9.0.0", ""))).isEqualTo(403);
        assertThat(Http.status(Http.head(port, "GET", TARGET + "&user=boom", ""))).isEqualTo(400);
        assertThat(Http.status(Http.upgrade(port, TARGET + "&user=boom", ""))).isEqualTo(500);
        assertThat(Http.status(Http.upgrade(port, TARGET + "&user=ann", ""))).isEqualTo(101);
    }

    @Test
    void section3quirksOfClientsAreTolerated() {
        assertThat(Http.status(Http.upgrade(port(), "/socket/websocket?a&&b=undefined&l[0]=x&l[1]=y&vsn=2.0.0&", "")))
                .isEqualTo(101);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"phoenix, base64url.bearer.phx.YWJj | 101",
            "base64url.bearer.phx.YWJj, phoenix | 101", "phoenix, base64url.bearer.phx.YWI= | 101",
            "phoenix, base64url.bearer.phx.-_-_ | 101", "phoenix, base64url.bearer.phx.+/+/ | 101",
            "phoenix, base64url.bearer.phx.%%% | 403", "phoenix, base64url.bearer.phx.A | 403",
            "base64url.bearer.phx.YWJj | 101", "phoenix | 101", "other | 403"})
    void section4theTokenIsTakenOutOfTheSubprotocols(String offered, int status) {
        var head = Http.upgrade(port(), TARGET, protocols(offered));
        assertThat(Http.status(head)).isEqualTo(status);
        if (status == 101 && offered.contains("phoenix")) {
            assertThat(head).containsIgnoringCase("Sec-WebSocket-Protocol: phoenix\r\n");
        }
    }

    @Test
    void section4devPhoenixIsAnsweredAlsoWhereTokensAreNotRead() {
        var head = Http.upgrade(port(SocketOptions.defaults()), TARGET,
                protocols("phoenix, base64url.bearer.phx.YWJj"));
        assertThat(head).startsWith("HTTP/1.1 101").containsIgnoringCase("Sec-WebSocket-Protocol: phoenix\r\n");
    }

    @Test
    void section4aTokenThatIsTooLongIsRefused() {
        assertThat(Http.status(
                Http.upgrade(port(), TARGET, protocols("phoenix, base64url.bearer.phx." + "A".repeat(12_000)))))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({"http://localhost, 101", "https://localhost:9999, 101", "http://127.0.0.1, 403", "null, 403",
            "file://, 403", "http://foreign.example, 403"})
    void section5originsAreChecked(String origin, int status) {
        assertThat(Http.status(Http.upgrade(port(), TARGET, "Origin: " + origin + "\r\n"))).isEqualTo(status);
    }

    @Test
    void section6theServersFirstThatTheClientOffersToo() {
        var port = port(SocketOptions.defaults().subprotocols("b", "a"));
        assertThat(Http.upgrade(port, TARGET, protocols("a, b"))).containsIgnoringCase("Sec-WebSocket-Protocol: b\r\n");
        assertThat(Http.status(Http.upgrade(port, TARGET, protocols("c")))).isEqualTo(403);
        assertThat(Http.upgrade(port, TARGET, "")).startsWith("HTTP/1.1 101")
                .doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
    }

    @Test
    void section6noListMeansNoCheckAndNoHeader() {
        assertThat(Http.upgrade(port(SocketOptions.defaults()), TARGET, protocols("any"))).startsWith("HTTP/1.1 101")
                .doesNotContainIgnoringCase("Sec-WebSocket-Protocol");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refused", "null", "nullid"})
    void section7anErrorIsA403WithAnEmptyBody(String user) {
        assertThat(Http.upgrade(port(), TARGET + "&user=" + user, "")).startsWith("HTTP/1.1 403")
                .containsIgnoringCase("content-length: 0");
    }

    @Test
    void section7theErrorHandlerWritesTheAnswer() {
        assertThat(Http.upgrade(port(), TARGET + "&user=limit", "")).startsWith("HTTP/1.1 429")
                .containsIgnoringCase("content-length: 17");
    }
}
