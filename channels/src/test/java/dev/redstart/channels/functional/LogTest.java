package dev.redstart.channels.functional;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.redstart.channels.LogLevel;
import dev.redstart.channels.ParamFilter;
import dev.redstart.endpoint.OriginPolicy;
import dev.redstart.telemetry.TelemetryEvent;
import dev.redstart.telemetry.TelemetryEvent.Severity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** PROTOCOL.md 23: one test for each row. */
class LogTest {
    private static final String SOCKET = "dev.redstart.channels.functional.TestServer$ChatSocket";
    private static final String ROOM = "(dev.redstart.channels.functional.RoomChannel)";

    private final TestServer server = new TestServer(
            TestServer.OPTIONS.origins(OriginPolicy.list("//localhost")).subprotocols("spoken"));
    private final List<TelemetryEvent> told = new CopyOnWriteArrayList<>();

    LogTest() {
        server.telemetry().listen(told::add, _ -> true);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Client connect(String params) {
        return Transport.WEBSOCKET.connect(server.port(), params);
    }

    /** Waits for a line that matches, and gives its severity. */
    private Severity severityOf(String line) {
        await().until(() -> told.stream().anyMatch(event -> event.describe().matches(line)));
        return told.stream().filter(event -> event.describe().matches(line)).findFirst().orElseThrow().severity();
    }

    private void expectNoLine(String part) {
        assertThat(told).extracting(TelemetryEvent::describe).noneMatch(line -> line.contains(part));
    }

    @Test
    void section23row1whoConnectsAndWhoIsRefused() {
        connect("user=ann&my_token=1&url=http://x?token=2&list[password]=3&n=4").close();
        assertThat(
                severityOf("CONNECTED TO \\Q" + SOCKET + "\\E in \\d+[µm]s, transport: websocket, serializer: v2, .*"))
                .isEqualTo(Severity.INFO);
        var line = told.stream().map(TelemetryEvent::describe).filter(text -> text.startsWith("CONNECTED"))
                .findFirst().orElseThrow();
        assertThat(line).contains("user=ann", "my_token=[FILTERED]", "url=[FILTERED]", "list={password=[FILTERED]}",
                "n=4");
        assertThat(WebSocketClient.refusal(server.port(), "vsn=2.0.0&user=refused")).isEqualTo(403);
        assertThat(severityOf("REFUSED CONNECTION TO \\Q" + SOCKET + "\\E in .*user=refused.*"))
                .isEqualTo(Severity.INFO);
    }

    @Test
    void section23row2joinsAndRefusedJoins() {
        try (var client = connect("user=ann")) {
            client.join("room:a", 1);
            client.send("[\"2\",\"2\",\"room:denied\",\"phx_join\",{}]");
            client.next();
        }
        assertThat(severityOf("JOINED room:a in \\d+[µm]s \\Q" + ROOM + "\\E")).isEqualTo(Severity.INFO);
        assertThat(severityOf("REFUSED JOIN room:denied in \\d+[µm]s \\Q" + ROOM + "\\E")).isEqualTo(Severity.INFO);
    }

    @Test
    void section23row3eventsAreTold() {
        try (var client = connect("user=ann")) {
            client.join("room:a", 1);
            client.send("[\"1\",\"2\",\"room:a\",\"echo\",{\"secret\":1}]");
            client.next();
        }
        assertThat(severityOf("HANDLED echo INCOMING ON room:a \\Q" + ROOM + "\\E in \\d+[µm]s"))
                .isEqualTo(Severity.DEBUG);
        expectNoLine("secret");
    }

    @Test
    void section23row4draining() {
        try (var client = connect("user=ann")) {
            client.join("room:a", 1);
            server.endpoint().drain(server.system().node());
        }
        assertThat(severityOf("DRAINING 1 of total 1 connection\\(s\\) .*")).isEqualTo(Severity.INFO);
    }

    @Test
    void section23row5unmatchedTopicsAndVersions() {
        try (var client = connect("user=ann")) {
            client.send("[\"1\",\"1\",\"nowhere\",\"phx_join\",{}]");
            client.next();
        }
        assertThat(severityOf(".* wants to join topic nowhere, .*")).isEqualTo(Severity.WARNING);
        assertThat(WebSocketClient.refusal(server.port(), "vsn=9.0.0")).isEqualTo(403);
        assertThat(severityOf(".*the requested version 9.0.0 matches none of.*")).isEqualTo(Severity.WARNING);
    }

    @Test
    void section23row6originsAndSubprotocols() {
        Http.upgrade(server.port(), "/socket/websocket?vsn=2.0.0", "Origin: http://foreign.example\r\n");
        assertThat(severityOf(".*websocket.*origin http://foreign.example.*")).isEqualTo(Severity.ERROR);
        Http.head(server.port(), "GET", "/socket/longpoll?vsn=2.0.0", "Origin: http://foreign.example\r\n");
        assertThat(severityOf(".*longpoll.*origin http://foreign.example.*")).isEqualTo(Severity.ERROR);
        Http.upgrade(server.port(), "/socket/websocket?vsn=2.0.0", "Sec-WebSocket-Protocol: unheard\r\n");
        assertThat(severityOf(".*none of the subprotocols \\[unheard\\].*")).isEqualTo(Severity.ERROR);
    }

    @Test
    void section23row6joinCrashesAndTooManyChannels() {
        try (var client = connect("user=ann")) {
            client.send("[\"1\",\"1\",\"room:crash\",\"phx_join\",{}]");
            client.next();
            assertThat(severityOf("(?s).*crash in join.*")).isEqualTo(Severity.ERROR);
            for (int ref = 1; ref <= 100; ref++) {
                client.send("[\"1\",\"1\",\"room:%d\",\"phx_join\",{}]".formatted(ref));
            }
            client.next(200);
            client.send("[\"1\",\"1\",\"room:101\",\"phx_join\",{}]");
            client.next();
            assertThat(severityOf(".*wants more than maxChannels = 100 channels.*")).isEqualTo(Severity.ERROR);
        }
    }

    @Test
    void section23row7duplicateJoins() {
        try (var client = connect("user=ann")) {
            client.join("room:a", 1);
            client.send("[\"2\",\"2\",\"room:a\",\"phx_join\",{}]");
            client.next(3);
        }
        assertThat(severityOf(".* joins topic room:a again, .*")).isEqualTo(Severity.DEBUG);
    }

    @Test
    void section23topicsOfPhoenixItselfAreNotTold() {
        try (var client = connect("user=ann")) {
            client.join("phoenix:a", 1);
            client.send("[\"1\",\"2\",\"phoenix:a\",\"bare\",{}]");
            client.next();
            client.join("room:a", 3);
            severityOf("JOINED room:a in .*");
        }
        expectNoLine("phoenix:a");
    }

    @Test
    void section23levelsAreTheSocketsAndTheChannelsToChoose() {
        try (var client = connect("user=ann")) {
            client.send("[\"1\",\"1\",\"end:a\",\"phx_join\",{}]", "[\"1\",\"2\",\"end:a\",\"bare\",{}]");
            client.next(2);
            client.join("room:a", 3);
        }
        severityOf("JOINED room:a in .*");
        expectNoLine("end:a");
        assertThat(LogLevel.OFF.severity()).isEmpty();
    }

    /** What a client made up must not look like lines of ours. */
    @Test
    void section3namesAreTheApplicationsToChooseAndTextsStayOnOneLine() {
        assertThat(ParamFilter.of("secret").apply(java.util.Map.of("token", "1", "my_secrets", "2")))
                .containsEntry("token", "1").containsEntry("my_secrets", "[FILTERED]");
        connect("user=a%0AERROR").close();
        severityOf("CONNECTED .*user=a\\?ERROR.*");
    }
}
