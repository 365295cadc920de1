package dev.redstart.channels.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page.AddScriptTagOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import dev.redstart.Redstart;
import dev.redstart.channels.conformance.ConformanceApp.Settings;
import dev.redstart.channels.serializer.SerializerTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The npm package {@code phoenix}, unchanged, visits the app {@code accept}: in Node and in Chromium, over both transports. */
class OfficialClientTest {
    private static final List<String> QUIET = List.of("--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync");
    private static final int PATIENCE_SECONDS = 90;

    private final ConformanceApp.App app = ConformanceApp.app("accept", 0,
            new Settings("127.0.0.1", Duration.ofSeconds(60), true));
    private final Redstart running = Redstart.start(app.tree());

    @AfterEach
    void stop() {
        running.close();
    }

    private String url(String scheme) {
        return scheme + "://127.0.0.1:" + app.endpoint().port(running.node());
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "longpoll"})
    void section18inNode(String transport) throws Exception {
        visitInNode(transport, "ann");
    }

    /** What every object in JavaScript has already made old clients crash when it was the key of a presence. */
    @ParameterizedTest
    @ValueSource(strings = {"__proto__", "constructor"})
    void cve_2026_56812presenceKeysMayBeAnythingInNode(String user) throws Exception {
        visitInNode("websocket", user);
    }

    private void visitInNode(String transport, String user) throws Exception {
        var scheme = transport.equals("websocket") ? "ws" : "http";
        assertSeen(NodeProgram.run("visit.cjs", url(scheme) + "/socket", transport, user), user);
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "longpoll"})
    void section18inChromium(String transport) throws IOException {
        var phoenix = NodeProgram.npmModules().resolve("phoenix/priv/static/phoenix.js");
        var chromium = NodeProgram.onPath("chromium", "chromium-browser", "google-chrome");
        try (var playwright = Playwright
                .create(new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
                var browser = playwright.chromium().launch(
                        new LaunchOptions().setExecutablePath(chromium).setHeadless(true).setArgs(QUIET))) {
            var page = browser.newPage();
            page.setDefaultTimeout(PATIENCE_SECONDS * 1_000.0);
            page.navigate(url("http") + "/metrics"); // any page of ours
            page.addScriptTag(new AddScriptTagOptions().setContent(Files.readString(phoenix)));
            page.addScriptTag(new AddScriptTagOptions()
                    .setContent(Files.readString(NodeProgram.module().resolve("src/test/node/scenario.js"))));
            var seen = page.evaluate("""
                    async transport => JSON.stringify(await visit(Phoenix, "/socket", {
                      params: { user: "ann" }, authToken: "a-token",
                      transport: transport === "longpoll" ? Phoenix.LongPoll : WebSocket }))""", transport);
            assertSeen(String.valueOf(seen), "ann");
        }
    }

    private static void assertSeen(String json, String user) {
        var v2 = ((SerializerTable.Choice.Chosen) SerializerTable.defaults().choose("2.0.0")).serializer();
        var seen = v2.decodeText(StandardCharsets.UTF_8.encode("[null,null,\"\",\"\"," + json + "]")).payload();
        assertThat(seen.get("refused"))
                .contains(Map.of("status", "error", "response", Map.of("reason", "unauthorized")));
        assertThat(seen.get("joined")).contains(Map.of("status", "ok", "response", Map.of()));
        assertThat(String.valueOf(seen.get("ping"))).contains("status=ok", "línea 🐦", "[1, null]");
        assertThat(seen.get("error")).contains(Map.of("status", "error", "response", Map.of("reason", "bad")));
        assertThat(String.valueOf(seen.get("noreply"))).contains("status=timeout");
        assertThat(seen.get("shouts")).contains(Stream.iterate(0, n -> n + 1).limit(20).toList());
        assertThat(seen.get("sameId")).contains(true);
        assertThat(seen.get("present")).contains(List.of(user));
        assertThat(seen.get("afterCrash")).contains(Map.of("status", "ok", "response", Map.of("back", true)));
        assertThat(String.valueOf(seen.get("left"))).contains("status=ok");
    }
}
