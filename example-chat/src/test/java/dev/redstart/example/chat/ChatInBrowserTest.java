package dev.redstart.example.chat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Playwright.CreateOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.IsInViewportOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static com.microsoft.playwright.assertions.PlaywrightAssertions.setDefaultAssertionTimeout;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The page as people use it, in Chromium. */
final class ChatInBrowserTest {
    private static final List<String> QUIET = List.of("--no-sandbox", "--disable-gpu", "--disable-quic",
            "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync");
    private static Playwright playwright;
    /** Started with a profile folder of its own, which goes when it is closed. */
    private static Browser browser;

    @TempDir
    Path data;
    private RunningChat chat;

    @BeforeAll
    static void openBrowser() {
        Needed.npmModules();
        var chromium = Needed.chromium();
        playwright = Playwright
                .create(new CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright.chromium()
                .launch(new LaunchOptions().setExecutablePath(chromium).setHeadless(true).setArgs(QUIET));
        setDefaultAssertionTimeout(30_000);
    }

    @AfterAll
    static void closeBrowser() {
        if (playwright != null) {
            playwright.close();
        }
    }

    @BeforeEach
    void start() {
        chat = RunningChat.in(data);
    }

    @AfterEach
    void stop() {
        chat.close();
    }

    @Test
    void whatOneWritesBothSee() {
        try (var ana = visitor("ana"); var bo = visitor("bo")) {
            ana.write("hello bo");
            bo.sees("hello bo");
            bo.write("hello ana");
            ana.sees("hello bo", "hello ana");
            bo.sees("hello bo", "hello ana");
            assertThat(ana.loads()).isEqualTo(1);
            assertThat(bo.loads()).isEqualTo(1);
            assertThat(ana.errors()).isEmpty();
        }
    }

    @Test
    void whoIsTypingIsShownToTheOthers() {
        try (var ana = visitor("ana"); var bo = visitor("bo")) {
            ana.input().pressSequentially("hm");
            assertThat(bo.page().locator("#typing")).hasText("ana is typing…");
            ana.write("no, nothing");
            assertThat(bo.page().locator("#typing")).hasText("");
        }
    }

    @Test
    void whoIsHereIsShownAndOnHowManyDevices() {
        try (var ana = visitor("ana")) {
            var people = ana.page().locator("#people");
            assertThat(people).hasText("Here: ana");
            try (var bo = visitor("bo")) {
                assertThat(people).hasText("Here: ana, bo");
                assertThat(bo.page().locator("#people")).hasText("Here: ana, bo");
                try (var second = visitor("bo")) {
                    assertThat(people).hasText("Here: ana, bo (2 devices)");
                    assertThat(second.page().locator("#people")).hasText("Here: ana, bo (2 devices)");
                }
                assertThat(people).hasText("Here: ana, bo");
                chat.channels().forEach(chat::kill);
                ana.awaitStates("connecting", "joined", "reconnecting", "joined");
                assertThat(people).hasText("Here: ana, bo");
            }
            assertThat(people).hasText("Here: ana");
            assertThat(ana.errors()).isEmpty();
        }
    }

    /** The key of an object in JavaScript may be any text, but for one that old clients stumbled over (CVE-2026-56812). */
    @Test
    void anyNameIsAName() {
        try (var ana = visitor("ana"); var proto = visitor("__proto__"); var quoted = visitor("<i>\\\"</i>")) {
            assertThat(ana.page().locator("#people bdi")).hasText(new String[]{"__proto__", "<i>\\\"</i>", "ana"});
            assertThat(proto.errors()).isEmpty();
            assertThat(quoted.errors()).isEmpty();
        }
    }

    @Test
    void aCrashOfOneChannelHealsAndNobodyElseNotices() {
        try (var ana = visitor("ana")) {
            var channelOfAna = chat.channels().iterator().next();
            try (var bo = visitor("bo")) {
                var others = chat.processes();
                others.remove(channelOfAna);
                chat.kill(channelOfAna);
                ana.awaitStates("connecting", "joined", "reconnecting", "joined");
                ana.write("back again");
                bo.sees("back again");
                assertUndisturbed(bo);
                assertThat(ana.loads()).isEqualTo(1);
                assertThat(ana.connections()).isEqualTo(1);
                assertOnlyOneIsNew(others);
            }
        }
    }

    private static void assertUndisturbed(Visitor visitor) {
        visitor.awaitStates("connecting", "joined");
        assertThat(visitor.connections()).isEqualTo(1);
        assertThat(visitor.joins()).isEqualTo(1);
        assertThat(visitor.disconnects()).isZero();
        assertThat(visitor.errors()).isEmpty();
    }

    /** All processes but the one that was killed still live, and one channel has taken its place. */
    private void assertOnlyOneIsNew(Iterable<? extends Object> others) {
        await().atMost(ofSeconds(30)).untilAsserted(() -> {
            var fresh = new HashSet<Object>(chat.processes());
            for (var other : others) {
                assertThat(fresh.remove(other)).as("%s lives", other).isTrue();
            }
            assertThat(fresh).hasSize(1).isSubsetOf(chat.channels());
        });
    }

    @Test
    void whenTheServerIsStoppedAndStartedEverybodyComesBack() {
        try (var ana = visitor("ana"); var bo = visitor("bo")) {
            ana.write("before");
            bo.sees("before");
            chat.stop();
            assertThat(ana.banner()).hasText("Reconnecting…");
            assertThat(bo.banner()).hasText("Reconnecting…");
            chat.start();
            ana.awaitStates("connecting", "joined", "reconnecting", "joined");
            bo.awaitStates("connecting", "joined", "reconnecting", "joined");
            assertThat(ana.banner()).isHidden();
            ana.write("after");
            bo.sees("before", "after");
            ana.sees("before", "after");
            try (var cleo = visitor("cleo")) {
                cleo.sees("before", "after");
            }
            assertThat(ana.loads()).isEqualTo(1);
            assertThat(ana.polls()).as("a server that is away blocks nothing").isZero();
            assertThat(ana.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whereNoWebSocketGetsThroughTheChatIsTheSame(Visitor.Block block) {
        try (var ana = Visitor.behind(block, browser, chat, "lobby", "ana"); var bo = visitor("bo")) {
            ana.write("hello bo");
            bo.sees("hello bo");
            bo.write("hello ana");
            ana.sees("hello bo", "hello ana");
            assertThat(ana.page().locator("#people")).hasText("Here: ana, bo");
            assertThat(ana.connections()).isZero();
            assertThat(ana.polls()).isPositive();
            assertThat(bo.polls()).isZero();
            chat.stop();
            assertThat(ana.banner()).hasText("Reconnecting…");
            chat.start();
            ana.awaitStates("connecting", "joined", "reconnecting", "joined");
            ana.write("after");
            bo.sees("hello bo", "hello ana", "after");
            assertThat(ana.errors()).isEmpty();
        }
    }

    @Test
    void markupIsText() {
        var script = "<script>window.ran = true</script>";
        var image = "<img src=x onerror='window.ran = true'>";
        try (var ana = visitor("<b>ana</b>"); var bo = visitor("bo")) {
            ana.write(script);
            ana.write(image);
            bo.sees(script, image);
            assertThat(bo.page().locator("#messages .name").first()).hasText("<b>ana</b>");
            assertThat(bo.page().locator("#messages").locator("script, img, b")).hasCount(0);
            assertThat(bo.page().evaluate("window.ran === undefined")).isEqualTo(true);
        }
    }

    @Test
    void aNarrowPhoneNeedsNoSidewaysScrolling() {
        var phone = new NewContextOptions().setViewportSize(360, 640).setHasTouch(true).setIsMobile(true);
        var longName = "a-name-without-any-space-of-40-characters";
        try (var ana = Visitor.with(browser, phone, chat, "a-room-with-quite-a-long-name-in-which-nobody-can-breathe",
                longName)) {
            ana.write("w".repeat(300));
            ana.write("many words ".repeat(60).strip());
            ana.sees("w".repeat(300), "many words ".repeat(60).strip());
            assertThat(ana.page().evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
            assertThat(ana.page().evaluate("document.getElementById('scroller').scrollWidth <= 360")).isEqualTo(true);
            assertThat(ana.page().locator("#people")).containsText(longName.substring(0, User.LONGEST_NAME));
            assertThat(ana.input()).isInViewport(new IsInViewportOptions().setRatio(1));
            assertThat(ana.sendButton()).isInViewport(new IsInViewportOptions().setRatio(1));
        }
    }

    private Visitor visitor(String name) {
        return Visitor.with(browser, chat, "lobby", name);
    }
}
