package dev.redstart.endpoint.conformance;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The opening handshake (RFC 6455 4.2) as strictly as it is written. */
class StrictHandshakeTest {
    @RegisterExtension
    static final EchoServer SERVER = new EchoServer();

    private static final String REQUEST = EchoServer.handshake(EchoServer.PLAIN, "");

    private static String answer(String request) throws IOException {
        try (var client = SERVER.ask(request)) {
            return client.readHead();
        }
    }

    @Test
    void theAnswerProvesThatTheKeyWasUnderstood() throws IOException {
        assertThat(answer(REQUEST)).startsWith("HTTP/1.1 101").containsIgnoringCase("\r\nUpgrade: websocket\r\n")
                .containsIgnoringCase("\r\nConnection: Upgrade\r\n")
                .containsIgnoringCase("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
                .doesNotContainIgnoringCase("\r\nSec-WebSocket-Protocol")
                .doesNotContainIgnoringCase("\r\nSec-WebSocket-Extensions");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Upgrade: websocket|upgrade:   WebSocket",
            "Upgrade: websocket|Upgrade: h2c, websocket", "Connection: Upgrade|Connection: keep-alive, UPGRADE",
            "Connection: Upgrade|Connection: keep-alive~Connection: upgrade"})
    void namesAndTokensMayBeWrittenInAnyCaseAndAmongOthers(String usual, String other) throws IOException {
        assertThat(answer(REQUEST.replace(usual, other.replace("~", "\r\n")))).startsWith("HTTP/1.1 101");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"GET /plain|POST /plain", "GET /plain|HEAD /plain", "HTTP/1.1|HTTP/1.0",
            "Host: localhost~|''", "Upgrade: websocket~|''", "Upgrade: websocket|Upgrade: h2c",
            "Upgrade: websocket|Upgrade: websocket2", "Upgrade: websocket|Upgrade: web socket",
            "Connection: Upgrade~|''", "Connection: Upgrade|Connection: keep-alive",
            "Connection: Upgrade|Connection: Upgraded",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==~|''", "dGhlIHNhbXBsZSBub25jZQ==|''",
            "dGhlIHNhbXBsZSBub25jZQ==|dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ==|dGhlIHNhbXBsZQ==",
            "dGhlIHNhbXBsZSBub25jZQ==|dGhlIHNhbXBsZSBub25jZSE=", "dGhlIHNhbXBsZSBub25jZQ==|????IHNhbXBsZSBub25jZQ==",
            "dGhlIHNhbXBsZSBub25jZQ==|dGhlIHNhbXBsZSBub25jZTEyMzQ1Njc4", "Sec-WebSocket-Version: 13~|''",
            "Sec-WebSocket-Key|Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==~Sec-WebSocket-Key"})
    void whatIsWrongOrMissingIsRefused(String right, String wrong) throws IOException {
        var request = REQUEST.replace(right.replace("~", "\r\n"), wrong.replace("~", "\r\n"));
        assertThat(request).isNotEqualTo(REQUEST);
        assertThat(answer(request)).as("to HTTP/1.0, too").matches("(?s)HTTP/1\\.[01] 400 .*");
    }

    @ParameterizedTest
    @CsvSource({"0", "7", "8", "12", "14", "013", "13.0", "thirteen", "'13, 8'", "255"})
    void otherVersionsLearnOurs(String version) throws IOException {
        assertThat(answer(REQUEST.replace("Version: 13", "Version: " + version))).startsWith("HTTP/1.1 400")
                .containsIgnoringCase("\r\nSec-WebSocket-Version: 13\r\n");
    }
}
