package dev.redstart.channels.conformance;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redstart.Redstart;
import dev.redstart.channels.conformance.ConformanceApp.Settings;
import kotlin.Unit;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.phoenixframework.Channel;
import org.phoenixframework.Defaults;
import org.phoenixframework.Message;
import org.phoenixframework.Push;
import org.phoenixframework.Socket;

import static org.assertj.core.api.Assertions.assertThat;

/** The Kotlin client {@code com.github.dsrees:JavaPhoenixClient}, which takes frames apart by splitting them on commas (PROTOCOL.md 18). */
class JavaPhoenixClientTest {
    private static final int PATIENCE_SECONDS = 20;
    private static final long TIMEOUT_MILLIS = 10_000;

    private final ConformanceApp.App app = ConformanceApp.app("accept", 0,
            new Settings("127.0.0.1", Duration.ofSeconds(60), true));
    private final Redstart running = Redstart.start(app.tree());
    private final OkHttpClient http = new OkHttpClient();
    private final LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private final Socket socket = new Socket(
            "http://127.0.0.1:" + app.endpoint().port(running.node()) + "/socket/websocket",
            Map.of("user", "kim"), Defaults.VSN, Defaults.INSTANCE.getEncode(), Defaults.INSTANCE.getDecode(), http);

    @BeforeEach
    void connect() {
        socket.onOpen(() -> tell("open"));
        socket.connect();
        expect("open");
    }

    @AfterEach
    void stop() {
        socket.disconnect(1000, null, null);
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
        running.close();
    }

    private Unit tell(String what) {
        seen.add(what);
        return Unit.INSTANCE;
    }

    private String next() {
        try {
            return String.valueOf(seen.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void expect(String what) {
        assertThat(next()).isEqualTo(what);
    }

    private void answers(Push push, String name) {
        for (var status : new String[]{"ok", "error", "timeout"}) {
            push.receive(status, (Message message) -> tell(name + " " + status + " " + message.getPayload()));
        }
    }

    private Channel joined(String topic) {
        var channel = socket.channel(topic, Map.of());
        answers(channel.join(TIMEOUT_MILLIS), "join");
        expect("join ok {}");
        return channel;
    }

    @Test
    void section18joinsPushesAndIsAnswered() {
        var room = joined("room:kotlin");
        answers(room.push("ping", Map.of("text", "a, b, \"c\""), TIMEOUT_MILLIS), "ping");
        expect("ping ok {text=a, b, \"c\"}");
        answers(room.push("error", Map.of(), TIMEOUT_MILLIS), "error");
        expect("error error {reason=bad}");
    }

    @Test
    void section18isRefused() {
        answers(socket.channel("private:x", Map.of()).join(TIMEOUT_MILLIS), "join");
        expect("join error {reason=unauthorized}");
    }

    @Test
    void section18getsBroadcastsAndComesBackAfterACrash() {
        var room = joined("room:kotlin");
        room.on("shout", (Message message) -> tell("shout " + message.getPayload()));
        room.onError((Message message) -> tell("crashed"));
        room.push("shout", Map.of("n", "1"), TIMEOUT_MILLIS);
        expect("shout {n=1}");
        room.push("boom", Map.of(), TIMEOUT_MILLIS);
        expect("crashed");
        expect("join ok {}");
        room.push("shout", Map.of("n", "2"), TIMEOUT_MILLIS);
        expect("shout {n=2}");
    }

    @Test
    void section18leavesAndIsClosed() {
        var room = joined("room:kotlin");
        room.onClose((Message message) -> tell("closed"));
        room.push("stop", Map.of(), TIMEOUT_MILLIS);
        expect("closed");
        var second = joined("room:second");
        answers(second.leave(TIMEOUT_MILLIS), "leave");
        assertThat(next()).startsWith("leave ok");
    }
}
