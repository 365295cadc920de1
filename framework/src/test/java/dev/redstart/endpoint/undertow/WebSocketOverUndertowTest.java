package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redstart.websocket.ClientFrame;
import dev.redstart.websocket.CloseReason;
import dev.redstart.websocket.ConnectionGroup;
import dev.redstart.websocket.EncodedFrame;
import dev.redstart.websocket.FlushQueue;
import dev.redstart.websocket.RawClient;
import dev.redstart.websocket.ServerFrame;
import dev.redstart.websocket.SocketIo;
import dev.redstart.websocket.TrafficCounters;
import dev.redstart.websocket.UnfinishedBytes;
import dev.redstart.websocket.WebSocketConnection;
import dev.redstart.websocket.WebSocketLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** Handshake, codec, state machine and socket together: an echo server on the loopback and clients of plain bytes. */
class WebSocketOverUndertowTest {
    private static final int TEXT = 1;
    private static final int CONTINUATION = 0;

    private final BlockingQueue<WebSocketConnection> connections = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseReason> ends = new LinkedBlockingQueue<>();
    private final TrafficCounters counters = new TrafficCounters();
    private final TestServer server = TestServer.upgraded(this::open);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void frameInTheSameSegmentAsTheHandshakeIsAnswered() throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.HANDSHAKE.getBytes(StandardCharsets.ISO_8859_1), ClientFrame.text("early"));
            assertThat(client.readHead()).startsWith("HTTP/1.1 101 ").containsIgnoringCase("Connection: Upgrade\r\n")
                    .containsIgnoringCase("Upgrade: websocket\r\n").contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
            assertThat(client.receive()).contains(ServerFrame.text("early"));
            client.send(ClientFrame.text("later"));
            assertThat(client.receive()).contains(ServerFrame.text("later"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"GET |POST |400|''",
            "Version: 13|Version: 8|400|'''sec-websocket-version'' header must equal ''13'', got [\"8\"]'",
            "Connection: Upgrade|Connection: close|400|'''connection'' header must contain ''upgrade'', got [\"close\"]'"})
    void badHandshakeIsRefused(String right, String wrong, String status, String body) throws IOException {
        try (RawClient client = RawClient.connect(server.port())) {
            client.send(RawClient.HANDSHAKE.replace(right, wrong).getBytes(StandardCharsets.ISO_8859_1));
            assertThat(client.readHead()).startsWith("HTTP/1.1 " + status).contains("Content-Length: " + body.length());
            assertThat(new String(client.read(body.length()), StandardCharsets.UTF_8)).isEqualTo(body);
        }
    }

    @Test
    void messagesOfAllSizesAreEchoed() throws IOException {
        try (RawClient client = RawClient.upgraded(server.port())) {
            for (int size : new int[]{0, 1, 125, 126, 65_535, 65_536, 1_000_000}) {
                String text = "x".repeat(size);
                client.send(ClientFrame.text(text));
                assertThat(client.receive()).contains(ServerFrame.text(text));
            }
        }
    }

    @Test
    void fragmentedMessageIsEchoedWholeAndPingAnsweredBefore() throws IOException {
        try (RawClient client = RawClient.upgraded(server.port())) {
            client.send(ClientFrame.frame(false, TEXT, (byte) 'a', (byte) 0xC3), ClientFrame.ping("between"),
                    ClientFrame.frame(true, CONTINUATION, (byte) 0xA9));
            assertThat(client.receive()).contains(ServerFrame.pong("between"));
            assertThat(client.receive()).contains(ServerFrame.text("aé"));
        }
    }

    @Test
    void closeIsAnsweredAndTheSocketClosed() throws Exception {
        try (RawClient client = RawClient.upgraded(server.port())) {
            client.send(ClientFrame.close(1001));
            assertEndsWith(client, 1000);
        }
        assertThat(end()).isEqualTo(new CloseReason(1001, true, CloseReason.Side.PEER, null));
    }

    @Test
    void serverClosesAndIsAnswered() throws Exception {
        try (RawClient client = RawClient.upgraded(server.port())) {
            connection().close(1012);
            assertThat(client.receive()).contains(ServerFrame.close(1012));
            client.send(ClientFrame.close(1012));
            assertThat(client.receive()).isEmpty();
        }
        assertThat(end()).isEqualTo(new CloseReason(1012, true, CloseReason.Side.SERVER, null));
    }

    @Test
    void frameOfTwentyMegabytesIsRefusedByItsHeader() throws Exception {
        try (RawClient client = RawClient.upgraded(server.port())) {
            client.send(ClientFrame.header(0x82, 20_000_000));
            assertEndsWith(client, 1009);
        }
        assertThat(end().code()).isEqualTo(1009);
    }

    @Test
    void closeFrameIsNotLostToAReset() throws Exception {
        try (RawClient client = RawClient.upgraded(server.port())) {
            client.send(ClientFrame.header(0x82, 20_000_000), new byte[4_000_000]);
            assertEndsWith(client, 1009);
        }
    }

    @Test
    void frameWithoutAMaskIsRefused() throws IOException {
        try (RawClient client = RawClient.upgraded(server.port())) {
            client.send(new byte[]{(byte) 0x81, 1, 'a'});
            assertEndsWith(client, 1002);
        }
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws IOException {
        try (RawClient client = RawClient.upgraded(server.port())) {
            client.send(ClientFrame.frame(true, TEXT, (byte) 0xC0, (byte) 0x80));
            assertEndsWith(client, 1007);
        }
    }

    @Test
    void clientThatDoesNotReadIsCutOffWithinTheLimit() throws Exception {
        try (RawClient client = slowClient()) {
            WebSocketConnection connection = connection();
            sendUntilRefused(connection);
            assertThat(connection.waitingBytes()).isLessThan(2 << 20);
            sweepTo(connection, 0, 5);
            assertThat(end()).isEqualTo(new CloseReason(1013, false, CloseReason.Side.SERVER, null));
            assertThat(connection.waitingBytes()).isZero();
            assertThatExceptionOfType(IOException.class).isThrownBy(client::drain).withMessageContaining("reset");
        }
    }

    @Test
    void clientThatReadsAgainFindsA1013BehindWholeFrames() throws Exception {
        try (RawClient client = slowClient()) {
            sendUntilRefused(connection());
            ServerFrame last = client.receive().orElseThrow();
            while (last.opcode() == TEXT) {
                assertThat(last.payload()).hasSize(10_000);
                last = client.receive().orElseThrow();
            }
            assertThat(last).isEqualTo(ServerFrame.close(1013));
        }
    }

    @Test
    void slowClientGetsAllThatFitsInOrder() throws Exception {
        try (RawClient client = slowClient()) {
            WebSocketConnection connection = connection();
            int sent = 0;
            while (connection.waitingBytes() < 500_000) {
                connection.send(EncodedFrame.text(sent++ + "x".repeat(10_000)));
            }
            for (int i = 0; i < sent; i++) {
                assertThat(client.receive().orElseThrow().payload()).startsWith(i + "x");
            }
            await().until(() -> connection.waitingBytes() == 0);
        }
    }

    @Test
    void resetByTheClientEndsTheConnection() throws Exception {
        RawClient client = RawClient.upgraded(server.port());
        client.reset();
        CloseReason reason = end();
        assertThat(reason.code()).isEqualTo(1006);
        assertThat(reason.begunBy()).isEqualTo(CloseReason.Side.PEER);
        assertThat(reason.cause()).isInstanceOf(IOException.class);
    }

    @Test
    void silentClientIsClosedAndThenReset() throws Exception {
        try (RawClient client = RawClient.upgraded(server.port())) {
            WebSocketConnection connection = connection();
            sweepTo(connection, 0, 60);
            assertThat(client.receive()).contains(ServerFrame.close(1002));
            sweepTo(connection, 61, 66);
            assertThatExceptionOfType(IOException.class).isThrownBy(client::drain).withMessageContaining("reset");
        }
        assertThat(end().code()).isEqualTo(1002);
    }

    @Test
    void backpressureReachesTheClientAndEnds() throws Exception {
        try (RawClient client = RawClient.upgraded(server.port())) {
            WebSocketConnection connection = connection();
            onIoThread(connection, connection::suspendReads);
            client.send(ClientFrame.text("held"));
            connection.send(EncodedFrame.text("meanwhile"));
            assertThat(client.receive()).contains(ServerFrame.text("meanwhile"));
            connection.resumeReads();
            assertThat(client.receive()).contains(ServerFrame.text("held"));
        }
    }

    @Test
    void stoppingTheServerEndsItsConnections() throws Exception {
        try (RawClient client = RawClient.upgraded(server.port())) {
            connection();
            server.close();
            assertThat(end().begunBy()).isEqualTo(CloseReason.Side.SERVER);
            assertThat(client.receive()).isEmpty();
        }
    }

    private SocketIo.Listener open(SocketIo io) {
        var connection = new WebSocketConnection(io, new Echo(ends),
                new ConnectionGroup(WebSocketLimits.defaults(), counters, new FlushQueue(io),
                        new UnfinishedBytes(Long.MAX_VALUE), null));
        connections.add(connection);
        return connection;
    }

    private WebSocketConnection connection() throws InterruptedException {
        WebSocketConnection connection = connections.poll(10, TimeUnit.SECONDS);
        assertThat(connection).isNotNull();
        return connection;
    }

    private CloseReason end() throws InterruptedException {
        CloseReason reason = ends.poll(10, TimeUnit.SECONDS);
        assertThat(reason).isNotNull();
        return reason;
    }

    private RawClient slowClient() throws IOException {
        return RawClient.connect(server.port(), 8 * 1024).upgrade();
    }

    private static void sendUntilRefused(WebSocketConnection connection) {
        EncodedFrame frame = EncodedFrame.text("x".repeat(10_000));
        while (connection.send(frame)) {
            assertThat(connection.isOpen()).isTrue();
        }
    }

    private static void sweepTo(WebSocketConnection connection, long... seconds) {
        for (long second : seconds) {
            onIoThread(connection, () -> connection.sweep(Duration.ofSeconds(second).toNanos()));
        }
    }

    private static void onIoThread(WebSocketConnection connection, Runnable task) {
        CompletableFuture.runAsync(task, connection.ioThread()).join();
    }

    private static void assertEndsWith(RawClient client, int code) throws IOException {
        assertThat(client.receive()).contains(ServerFrame.close(code));
        assertThat(client.receive()).isEmpty();
    }

    private record Echo(BlockingQueue<CloseReason> ends) implements WebSocketConnection.Listener {
        @Override
        public void text(WebSocketConnection connection, ByteBuffer utf8) {
            connection.send(EncodedFrame.text(utf8));
        }

        @Override
        public void binary(WebSocketConnection connection, ByteBuffer bytes) {
            connection.send(EncodedFrame.binary(bytes));
        }

        @Override
        public void closed(WebSocketConnection connection, CloseReason reason) {
            ends.add(reason);
        }
    }
}
