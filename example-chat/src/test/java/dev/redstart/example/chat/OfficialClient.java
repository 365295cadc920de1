package dev.redstart.example.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The official npm client in a Node process of its own, one for each test: {@code client.cjs} takes orders and tells what happens to whom.
 * When a test fails, everything it told is printed.
 *
 * <p>Threading: the test gives orders and waits; one virtual thread listens.
 */
final class OfficialClient implements BeforeEachCallback, AfterEachCallback {
    private static final JsonMapper JSON = new JsonMapper();

    private record Told(String what, JsonNode payload) {}

    private final Map<String, BlockingQueue<Told>> told = new ConcurrentHashMap<>();
    private final Queue<String> transcript = new ConcurrentLinkedQueue<>();
    /** Null before the test, and in a test that is skipped. */
    private @Nullable Process node;

    @Override
    public void beforeEach(ExtensionContext test) throws IOException {
        var program = new ProcessBuilder(Needed.node().toString(),
                Needed.module().resolve("src/test/node/client.cjs").toString());
        program.environment().put("NODE_PATH", Needed.npmModules().toString());
        var started = program.redirectErrorStream(true).start();
        Thread.ofVirtual().start(() -> listen(started.inputReader(StandardCharsets.UTF_8)));
        node = started;
    }

    @Override
    public void afterEach(ExtensionContext test) throws InterruptedException {
        if (node != null) {
            node.toHandle().destroyForcibly(); // Process.destroyForcibly() would close its output under the listener
            node.waitFor();
        }
        if (test.getExecutionException().isPresent()) {
            System.err.println("the official client told in " + test.getDisplayName() + ":");
            transcript.forEach(line -> System.err.println("  " + line));
        }
    }

    /** Of text with single quotes, which needs no escapes in Java. */
    static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }

    void connect(String who, RunningChat chat) {
        order(Map.of("order", "connect", "who", who, "url", chat.url("ws") + "/socket"));
        expect(who, "connected");
    }

    /** Answers what the join was answered. */
    JsonNode join(String who, String topic, String outcome) {
        order(Map.of("order", "join", "who", who, "topic", topic));
        return expect(who, outcome);
    }

    void push(String who, String event, Map<String, ?> payload) {
        push(who, event, payload, 30_000);
    }

    void push(String who, String event, Map<String, ?> payload, int timeoutMillis) {
        order(Map.of("order", "push", "who", who, "event", event, "payload", payload, "timeout", timeoutMillis));
    }

    void leave(String who) {
        order(Map.of("order", "leave", "who", who));
    }

    /** What is told next about {@code who} must be {@code what}; answers with which payload. */
    JsonNode expect(String who, String what) {
        var next = next(who);
        if (!next.what.equals(what)) {
            throw new AssertionError("expected that " + who + " is " + what + ", but was told: " + next);
        }
        return next.payload;
    }

    /** The same, but passes over what is told before. */
    JsonNode expectAtLast(String who, String what) {
        var next = next(who);
        while (!next.what.equals(what)) {
            next = next(who);
        }
        return next.payload;
    }

    private Told next(String who) {
        try {
            var next = about(who).poll(30, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("for 30 s nothing was told about " + who);
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private BlockingQueue<Told> about(String who) {
        return told.computeIfAbsent(who, _ -> new LinkedBlockingQueue<>());
    }

    private void order(Map<String, ?> order) {
        try {
            var orders = Objects.requireNonNull(node).outputWriter(StandardCharsets.UTF_8);
            orders.write(JSON.writeValueAsString(order) + "\n");
            orders.flush();
        } catch (IOException e) {
            throw new AssertionError("the client has ended", e);
        }
    }

    /** What is no JSON is an error message of Node: it goes to the transcript only, and the test fails for want of what it waits for. */
    private void listen(BufferedReader lines) {
        lines.lines().forEach(line -> {
            transcript.add(line);
            if (line.startsWith("{\"who\"")) {
                var message = JSON.readTree(line);
                about(message.get("who").stringValue())
                        .add(new Told(message.get("what").stringValue(), message.get("payload")));
            }
        });
    }
}
