package dev.redstart.example.chat;

import java.util.ArrayList;
import java.util.List;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GetByLabelOptions;
import com.microsoft.playwright.options.AriaRole;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

/** Somebody in front of the page, with a browser profile of their own. Uses it as a person would, and notes what happens to its connection. */
final class Visitor implements AutoCloseable {
    /** Which states the banner went through: each may be too short to be seen. */
    private static final String NOTE_STATES = """
            window.states = [];
            new MutationObserver(changes => {
              const state = changes.at(-1).target.dataset.state;
              if (state !== window.states.at(-1)) window.states.push(state);
            }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-state"] });
            """;

    private static final String FAIL = """
            setTimeout(() => { this.onerror?.(new Event("error")); this.onclose?.(new CloseEvent("close")); });
            """;

    /** What a network does that lets no WebSocket through. */
    enum Block {
        REFUSES(FAIL), SWALLOWS("");

        private final String script;

        Block(String onConnect) {
            script = """
                    window.WebSocket = class {
                      static CONNECTING = 0; static OPEN = 1; static CLOSING = 2; static CLOSED = 3;
                      readyState = 0; bufferedAmount = 0;
                      constructor() { %s }
                      send() { throw new Error("not open"); }
                      close() { this.readyState = 3; }
                    };
                    """.formatted(onConnect);
        }
    }

    private final Page page;
    private final List<String> errors = new ArrayList<>();
    private int loads;
    private int connections;
    private int disconnects;
    private int joins;
    private int polls;

    private Visitor(Page page) {
        this.page = page;
        page.addInitScript(NOTE_STATES);
        page.onLoad(_ -> loads++);
        page.onPageError(errors::add);
        page.onRequest(request -> polls += request.url().contains("/socket/longpoll") ? 1 : 0);
        page.onWebSocket(socket -> {
            connections++;
            socket.onClose(_ -> disconnects++);
            socket.onFrameSent(frame -> joins += frame.text().contains("\"phx_join\"") ? 1 : 0);
        });
    }

    static Visitor with(Browser browser, RunningChat chat, String room, String name) {
        return with(browser, new Browser.NewContextOptions(), chat, room, name);
    }

    static Visitor with(Browser browser, Browser.NewContextOptions screen, RunningChat chat, String room, String name) {
        var visitor = new Visitor(browser.newContext(screen).newPage());
        visitor.enter(chat.url("http") + "/#" + room, name);
        return visitor;
    }

    static Visitor behind(Block block, Browser browser, RunningChat chat, String room, String name) {
        var visitor = new Visitor(browser.newContext().newPage());
        visitor.page.addInitScript(block.script);
        visitor.enter(chat.url("http") + "/#" + room, name);
        return visitor;
    }

    private void enter(String url, String name) {
        page.navigate(url);
        labelled("Your name").fill(name);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Join")).click();
        awaitStates("connecting", "joined");
    }

    Page page() {
        return page;
    }

    void write(String text) {
        input().fill(text);
        assertThat(sendButton()).isEnabled();
        input().press("Enter");
    }

    Locator input() {
        return labelled("Message");
    }

    Locator sendButton() {
        return labelled("Send");
    }

    private Locator labelled(String label) {
        return page.getByLabel(label, new GetByLabelOptions().setExact(true));
    }

    /** Exactly these messages are on the page, in this order. */
    void sees(String... bodies) {
        assertThat(page.locator("#messages .body")).hasText(bodies);
    }

    Locator banner() {
        return page.getByRole(AriaRole.STATUS);
    }

    void awaitStates(String... states) {
        page.waitForFunction("expected => JSON.stringify(window.states) === JSON.stringify(expected)", List.of(states),
                new Page.WaitForFunctionOptions().setTimeout(30_000));
    }

    int connections() {
        return connections;
    }

    int disconnects() {
        return disconnects;
    }

    int joins() {
        return joins;
    }

    /** Requests over long-poll. */
    int polls() {
        return polls;
    }

    int loads() {
        return loads;
    }

    /** What scripts of the page threw. */
    List<String> errors() {
        return errors;
    }

    @Override
    public void close() {
        page.context().close();
    }
}
