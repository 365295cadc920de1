package dev.redstart.websocket;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.redstart.websocket.Handshake.Refusal;
import dev.redstart.websocket.Handshake.Subprotocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HandshakeTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    @Test
    void browsersGetIn() {
        assertThat(Handshake.checkMethod(request())).isEmpty();
        assertThat(Handshake.checkUpgrade(request())).isEmpty();
        assertThat(Handshake
                .checkUpgrade(request().with("connection", "keep-alive, Upgrade").with("upgrade", "WebSocket")))
                .isEmpty();
        assertThat(Handshake.checkUpgrade(request().with("connection", "keep-alive", "Upgrade"))).isEmpty();
    }

    @Test
    void acceptKeyIsThatOfTheRfc() {
        assertThat(Handshake.acceptHeaders(request(), new Subprotocol.None()))
                .containsExactly(Map.entry("Upgrade", "websocket"), Map.entry("Connection", "Upgrade"),
                        Map.entry("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
    }

    @Test
    void chosenSubprotocolIsNamed() {
        assertThat(Handshake.acceptHeaders(request(), new Subprotocol.Chosen("phoenix"))).containsEntry(
                "Sec-WebSocket-Protocol",
                "phoenix");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "HEAD", "get", ""})
    void onlyGetIsUpgraded(String method) {
        assertThat(Handshake.checkMethod(new Request(method, "HTTP/1.1", Map.of())))
                .contains(new Refusal(400, "", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/2.0"})
    void onlyHttp11IsUpgraded(String version) {
        assertRefused(new Request("GET", version, request().headers),
                "HTTP version must be HTTP/1.1, got \"" + version + '"');
    }

    @Test
    void hostIsNeededOnce() {
        assertRefused(request().with("host"), "'host' header must be present once, got []");
        assertRefused(request().with("host", "a", "b"), "'host' header must be present once, got [\"a\", \"b\"]");
    }

    @Test
    void upgradeIsNamedAsAToken() {
        assertRefused(request().with("connection", "close"),
                "'connection' header must contain 'upgrade', got [\"close\"]");
        assertRefused(request().with("connection", "no-upgrade"),
                "'connection' header must contain 'upgrade', got [\"no-upgrade\"]");
        assertRefused(request().with("upgrade"), "'upgrade' header must contain 'websocket', got []");
        assertRefused(request().with("upgrade", "websocketx, h2c"),
                "'upgrade' header must contain 'websocket', got [\"websocketx, h2c\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZTE=", "dGhlIHNhbXBsZSBub25jZTEx",
            "!!!!IHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ==="})
    void keyIsSixteenBytes(String key) {
        assertRefused(request().with("sec-websocket-key", key),
                "'sec-websocket-key' header must be the base64 of 16 bytes, got [\"" + key + "\"]");
    }

    @Test
    void keyIsNeededOnce() {
        assertRefused(request().with("sec-websocket-key"),
                "'sec-websocket-key' header must be the base64 of 16 bytes, got []");
        assertThat(Handshake.checkUpgrade(request().with("sec-websocket-key", KEY, KEY))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "8", "14", "13, 8", ""})
    void otherVersionsLearnOurs(String version) {
        assertThat(Handshake.checkUpgrade(request().with("sec-websocket-version", version)))
                .contains(new Refusal(400, "'sec-websocket-version' header must equal '13', got [\"" + version + "\"]",
                        Map.of("Sec-WebSocket-Version", "13")));
    }

    @Test
    void extensionsAreWrittenByTheGrammar() {
        assertThat(Handshake.checkUpgrade(request().with("sec-websocket-extensions", "x; a=1", "y"))).isEmpty();
        assertRefused(request().with("sec-websocket-extensions", "x;"),
                "'sec-websocket-extensions' header must list extensions by the grammar of RFC 6455 9.1, got [\"x;\"]");
    }

    @Test
    void acceptedExtensionIsNamed() {
        var request = request().with("sec-websocket-extensions", "x", "permessage-deflate");
        var answer = Handshake.acceptDeflate(request);
        assertThat(Handshake.acceptHeaders(request, new Subprotocol.None(), answer)).containsEntry(
                "Sec-WebSocket-Extensions",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
        assertThat(Handshake.acceptDeflate(request())).isEmpty();
        assertThat(Handshake.acceptHeaders(request, new Subprotocol.None())).hasSize(3);
    }

    @Test
    void firstFaultIsNamed() {
        assertRefused(new Request("GET", "HTTP/1.1", Map.of()), "'host' header must be present once, got []");
    }

    @Test
    void longValuesAreQuotedInPart() {
        assertRefused(request().with("upgrade", "x".repeat(5000)),
                "'upgrade' header must contain 'websocket', got [\"" + "x".repeat(200) + "\"]");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"a b, b a, a", "a b, b, b", "a, b, -", "a, A, -"})
    void firstOfOurSubprotocolsThatTheClientOffers(String ours, String offered, String chosen) {
        Subprotocol expected = chosen == null ? new Subprotocol.Refused() : new Subprotocol.Chosen(chosen);
        assertThat(Handshake.chooseSubprotocol(List.of(ours.split(" ")), List.of(offered.split(" "))))
                .isEqualTo(expected);
    }

    @Test
    void noSubprotocolIsNeeded() {
        assertThat(Handshake.chooseSubprotocol(List.of(), List.of("a"))).isEqualTo(new Subprotocol.None());
        assertThat(Handshake.chooseSubprotocol(List.of("a"), List.of())).isEqualTo(new Subprotocol.None());
    }

    @Test
    void offersAreCollectedFromAllHeaders() {
        assertThat(Handshake.offeredSubprotocols(request().with("sec-websocket-protocol", "a, b ,", " c")))
                .containsExactly("a", "b", "c");
    }

    private static void assertRefused(Request request, String body) {
        assertThat(Handshake.checkUpgrade(request)).contains(new Refusal(400, body, Map.of()));
    }

    private static Request request() {
        return new Request("GET", "HTTP/1.1", Map.of("host", List.of("h"), "connection", List.of("Upgrade"), "upgrade",
                List.of("websocket"), "sec-websocket-key", List.of(KEY), "sec-websocket-version", List.of("13")));
    }

    private record Request(String method, String httpVersion,
            Map<String, List<String>> headers) implements HandshakeRequest {
        @Override
        public List<String> headers(String name) {
            return headers.getOrDefault(name, List.of());
        }

        Request with(String name, String... values) {
            var changed = new HashMap<>(headers);
            changed.put(name, List.of(values));
            return new Request(method, httpVersion, changed);
        }
    }
}
