package dev.redstart.example.chat;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client that writes the protocol by hand, so that a test sees every frame, and in which order they came. */
final class Wire implements WebSocket.Listener, AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /** One message of the server. */
    record Frame(JsonNode ref, String topic, String event, JsonNode payload) {
        private static Frame of(JsonNode array) {
            return new Frame(array.get(1), array.get(2).stringValue(), array.get(3).stringValue(), array.get(4));
        }
    }

    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    /** Apart from the others, because they come whenever anybody comes or goes. */
    private final BlockingQueue<Frame> presences = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;
    private int refs;

    private Wire(URI uri) {
        socket = HTTP.newWebSocketBuilder().buildAsync(uri, this).join();
    }

    static Wire connect(RunningChat chat, String user) {
        return new Wire(URI.create(chat.url("ws") + "/socket/websocket?vsn=2.0.0&user="
                + URLEncoder.encode(user, StandardCharsets.UTF_8)));
    }

    /** Connects, and joins a room that lets it in. */
    static Wire joined(RunningChat chat, String user, String room) {
        var wire = connect(chat, user);
        wire.join("room:" + room);
        wire.reply("ok");
        return wire;
    }

    void join(String topic) {
        push(topic, "phx_join", "{}");
    }

    /** Every topic's join ref is "1": a client of these tests joins a topic once. */
    void push(String topic, String event, String payload) {
        refs++;
        socket.sendText("[\"1\",\"%d\",\"%s\",\"%s\",%s]".formatted(refs, topic, event, payload), true).join();
    }

    /** The next frame, which must be the answer to what was sent last. */
    JsonNode reply(String status) {
        var frame = next("phx_reply");
        check(frame.ref.stringValue("").equals(String.valueOf(refs)), "the answer to " + refs, frame);
        check(frame.payload.get("status").stringValue().equals(status), "status " + status, frame);
        return frame.payload.get("response");
    }

    /** The payload of the next frame, which must be that event without being asked for. */
    JsonNode event(String event) {
        var frame = next(event);
        check(frame.ref.isNull() || event.startsWith("phx_"), "no answer", frame);
        return frame.payload;
    }

    /** The payload of the next frame about who is here, which must be that event. */
    JsonNode presence(String event) {
        return next(event, presences).payload;
    }

    private Frame next(String event) {
        return next(event, frames);
    }

    private static Frame next(String event, BlockingQueue<Frame> from) {
        Frame frame;
        try {
            frame = from.poll(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        check(frame != null && frame.event.equals(event), event, frame);
        return frame;
    }

    private static void check(boolean asExpected, String expected, @Nullable Frame actual) {
        if (!asExpected) {
            throw new AssertionError("expected " + expected + ", but within 30 s came " + actual);
        }
    }

    static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"'));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            var frame = Frame.of(JSON.readTree(partial.toString()));
            (frame.event.startsWith("presence_") ? presences : frames).add(frame);
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
