package dev.redstart.endpoint;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redstart.Redstart;
import dev.redstart.process.ExitReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;

/** A socket without channels, through a real one. */
class RawSocketTest {
    private static final int PATIENCE_SECONDS = 20;

    private final LinkedBlockingQueue<ExitReason> ended = new LinkedBlockingQueue<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Endpoint endpoint = Endpoint.on(0).bind("127.0.0.1").socket("/raw", new Counting());
    @SuppressWarnings("NullAway.Init") // before each test
    private Redstart redstart;

    /** Answers with how many it has got. */
    private final class Counting implements RawSocket<Integer> {
        @Override
        public Answer<Integer> connect(ConnectRequest request) {
            return request.uri().query().equals("no") ? Answer.refuse(401) : Answer.accept(0);
        }

        @Override
        public Integer opened(Integer count, RawConnection connection) {
            connection.process().sendAfter(Duration.ZERO, "hello");
            return count;
        }

        @Override
        public Integer info(Object message, Integer count, RawConnection connection) {
            connection.sendText(message.toString());
            return count;
        }

        @Override
        public Integer received(RawMessage message, Integer count, RawConnection connection) throws Exception {
            switch (message) {
                case RawMessage.Text text when text.string().equals("boom") -> throw new IllegalStateException("boom");
                case RawMessage.Text text when text.string().equals("bye") -> connection.close(4_000);
                case RawMessage.Text text -> connection.sendText(text.string() + (count + 1));
                case RawMessage.Binary(var bytes) -> connection.sendBinary(bytes);
                case RawMessage.Ping(var payload) -> connection.sendText("ping" + payload.remaining());
                case RawMessage.Pong(var payload) -> connection.sendText("pong" + payload.remaining());
            }
            return count + 1;
        }

        @Override
        public void terminate(ExitReason reason, Integer count, RawConnection connection) {
            ended.add(reason);
        }
    }

    private final RecordingClient client = new RecordingClient();

    @BeforeEach
    void start() {
        redstart = Redstart.start(supervisor("test").child(endpoint));
    }

    @AfterEach
    void stop() {
        redstart.close();
        http.shutdownNow();
    }

    private WebSocket connect() throws InterruptedException {
        var socket = http.newWebSocketBuilder().buildAsync(
                URI.create("ws://127.0.0.1:" + endpoint.port(redstart.node()) + "/raw/websocket"), client).join();
        assertThat(client.next()).isEqualTo("hello");
        return socket;
    }

    @Test
    void messagesAndControlFramesReachOneProcessInTheirOrder() throws Exception {
        var socket = connect();
        socket.sendText("a", true).join();
        socket.sendText("b", true).join();
        socket.sendBinary(ByteBuffer.wrap(new byte[3]), true).join();
        socket.sendPing(ByteBuffer.wrap(new byte[2])).join();
        assertThat(client.next()).isEqualTo("a1");
        assertThat(client.next()).isEqualTo("b2");
        assertThat(client.next()).isEqualTo("bytes3");
        assertThat(client.next()).isEqualTo("ping2");
    }

    @Test
    void theEndOfEitherIsTheEndOfBoth() throws Exception {
        connect().abort();
        assertThat(ended.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(new ExitReason.Shutdown("closed"));
        var other = connect();
        other.sendText("boom", true).join();
        assertThat(client.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(1011);
    }

    @Test
    void itClosesWithCodesOfItsOwn() throws Exception {
        connect().sendText("bye", true).join();
        assertThat(client.closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(4_000);
    }

    /** More than may be under way at once: the client is not read meanwhile, and nothing is lost. */
    @Test
    void aClientThatIsFasterIsHeldBack() throws Exception {
        var socket = connect();
        var sending = CompletableFuture.runAsync(() -> {
            for (int n = 1; n <= 5_000; n++) {
                socket.sendText("x", true).join();
            }
        });
        for (int n = 1; n <= 5_000; n++) {
            assertThat(client.next()).isEqualTo("x" + n);
        }
        sending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
