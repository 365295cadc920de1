package dev.redstart.load.swarm;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import dev.redstart.load.swarm.Connection.State;
import dev.redstart.load.swarm.Frame.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The state machine without a socket: what the server says goes in by hand, what the connection does is written down. */
class ConnectionTest {
    private static final String JOIN_OK = "[\"1\",\"1\",\"room:0\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]";

    private final Recording host = new Recording();
    private final Connection connection = new Connection(3, script(), host);

    @Test
    void upgradesJoinsBeatsAndLeaves() throws Exception {
        connection.connected();
        assertThat(host.request()).startsWith("GET /socket?vsn=2.0.0&user=u3 HTTP/1.1\r\nHost: h:1\r\n")
                .endsWith("\r\n\r\n");
        server(answer(host.request()));
        assertThat(host.events).containsExactly("sent [\"1\",\"1\",\"room:0\",\"phx_join\",{}]");
        says(JOIN_OK);
        assertThat(connection.state()).isEqualTo(State.JOINED);
        connection.heartbeat();
        says("[null,\"2\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        says("[null,null,\"room:0\",\"shout\",{}]");
        server(frame(0x82, new byte[]{2, 0, 0}));
        connection.close();
        says("[null,null,\"room:0\",\"shout\",{}]");
        server(frame(0x88, new byte[]{3, (byte) 0xe8}));
        connection.ended();
        assertThat(host.events).endsWith("joined", "sent [null,\"2\",\"phoenix\",\"heartbeat\",{}]",
                "heartbeat answered", "pushed",
                "pushed", "sent CLOSE", "closed");
        assertThat(connection.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void takesAnswerAndMessagesByteByByte() throws Exception {
        connection.connected();
        var all = new ByteArrayOutputStream();
        all.writeBytes(answer(host.request()));
        all.writeBytes(text(JOIN_OK));
        var waiting = new byte[0];
        for (byte next : all.toByteArray()) {
            var in = ByteBuffer.allocate(waiting.length + 1).put(waiting).put(next).flip();
            connection.received(in);
            waiting = new byte[in.remaining()];
            in.get(waiting);
        }
        assertThat(host.events).endsWith("joined");
    }

    @Test
    void answersPingsAlsoBetweenTheFramesOfAMessage() throws Exception {
        joining();
        var halves = JOIN_OK.getBytes(StandardCharsets.UTF_8);
        server(frame(0x01, Arrays.copyOf(halves, 10)));
        server(frame(0x89, new byte[]{42}));
        server(frame(0x80, Arrays.copyOfRange(halves, 10, halves.length)));
        assertThat(host.events).endsWith("sent PONG", "joined");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 403 Forbidden                                      | UPGRADE_STATUS     | was: HTTP/1.1 403 Forbidden
            HTTP/1.1 101 Yes                                            | UPGRADE_MALFORMED  | header upgrade must hold websocket, was null
            HTTP/1.1 101 Yes;Upgrade: websocket;Connection: close       | UPGRADE_MALFORMED  | header connection must hold upgrade, was close
            HTTP/1.1 101 Yes;Upgrade: WebSocket;Connection: a, Upgrade;Sec-WebSocket-Accept: x | UPGRADE_ACCEPT_KEY | was x
            HTTP/1.1 101 Yes;nonsense                                   | UPGRADE_MALFORMED  | was: nonsense
            """)
    void refusesAnImproperAnswer(String head, Fault fault, String words) {
        connection.connected();
        server((head.replace(";", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        failed(fault, words);
    }

    @Test
    void refusesAnExtensionItDidNotOffer() throws Exception {
        connection.connected();
        var answer = new String(answer(host.request()), StandardCharsets.US_ASCII);
        server(answer.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        failed(Fault.UPGRADE_MALFORMED, "permessage-deflate");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ["1","1","room:0","phx_reply",{"status":"error","response":{"status":"ok"}}] | JOIN_REFUSED
            [null,"1","room:0","phx_reply",{"status":"error","response":{}}]             | JOIN_REFUSED
            [null,"1","room:0","phx_reply",{"status":"ok","response":{}}]                | REPLY_UNEXPECTED
            ["1","1","room:1","phx_reply",{"status":"ok","response":{}}]                 | REPLY_UNEXPECTED
            ["1","2","room:0","phx_reply",{"status":"ok","response":{}}]                 | REPLY_UNEXPECTED
            [null,null,"room:0","shout",{}]                                              | PUSHED_BEFORE_JOINED
            ["1","1","room:0","phx_error",{}]                                            | CHANNEL_ERROR
            ["1","1","room:0","phx_close",{}]                                            | CHANNEL_CLOSED
            ["1","1"]                                                                    | MESSAGE_INVALID
            """)
    void whileJoiningOnlyItsReplyWillDo(String message, Fault fault) throws Exception {
        joining();
        says(message);
        failed(fault, message.substring(0, 4));
    }

    @Test
    void heartbeatMustBeAnsweredBeforeTheNext() throws Exception {
        joined();
        connection.heartbeat();
        connection.heartbeat();
        failed(Fault.HEARTBEAT_UNANSWERED, "heartbeat 2 of connection 3");
    }

    @Test
    void heartbeatMustBeAnsweredByOk() throws Exception {
        joined();
        connection.heartbeat();
        says("[null,\"2\",\"phoenix\",\"phx_reply\",{\"status\":\"error\",\"response\":{}}]");
        failed(Fault.HEARTBEAT_REFUSED, "phoenix");
    }

    @Test
    void theServersCloseIsAnsweredAndCounted() throws Exception {
        joined();
        server(frame(0x88, new byte[]{3, (byte) 0xf4, 'b', 'y', 'e'}));
        assertThat(host.events).endsWith("sent CLOSE", "failed CLOSED_BY_SERVER: close 1012 bye");
    }

    @Test
    void brokenFramingIsCounted() throws Exception {
        joined();
        server(frame(0x80, new byte[0]));
        failed(Fault.FRAME_INVALID, "CONTINUATION must follow a first frame (RFC 6455 5.4)");
    }

    @Test
    void aMessageInManyFramesHasALimitToo() throws Exception {
        joined();
        server(frame(0x01, new byte[60_000]));
        for (int i = 0; i < 17; i++) {
            server(frame(0x00, new byte[65_000]));
        }
        failed(Fault.MESSAGE_TOO_LARGE, "must be <= 1048576 bytes");
    }

    @Test
    void eachStepHasItsOwnNameWhenItTakesTooLong() throws Exception {
        connection.expired();
        failed(Fault.CONNECT_TIMEOUT, "no answer within 5000 ms");
        var upgrading = new Connection(3, script(), host);
        upgrading.connected();
        upgrading.expired();
        failed(Fault.UPGRADE_TIMEOUT, "5000 ms");
    }

    @Test
    void joinAndCloseHaveTheirNamesToo() throws Exception {
        joining();
        connection.expired();
        failed(Fault.JOIN_TIMEOUT, "5000 ms");
    }

    @Test
    void aCloseThatIsNotAnsweredIsCounted() throws Exception {
        joined();
        connection.expired();
        assertThat(connection.state()).isEqualTo(State.JOINED);
        connection.close();
        connection.expired();
        failed(Fault.CLOSE_UNANSWERED, "5000 ms");
    }

    @Test
    void theEndOfTcpIsAFaultUnlessAllIsSaid() throws Exception {
        joined();
        connection.ended();
        failed(Fault.ENDED_BY_SERVER, "while JOINED");
        connection.broken(Fault.RESET_BY_SERVER, "too late to matter");
        connection.expired();
        assertThat(host.events.stream().filter(event -> event.startsWith("failed"))).hasSize(1);
    }

    @Test
    void pingsAreAnsweredInOrderByWhatTheyWereSentWith() throws Exception {
        joined();
        connection.ping(41);
        connection.ping(42);
        says("[\"1\",\"p1\",\"room:0\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"at\":41}}]");
        assertThat(host.events).endsWith("sent [\"1\",\"p1\",\"room:0\",\"ping\",{\"at\":41}]",
                "sent [\"1\",\"p2\",\"room:0\",\"ping\",{\"at\":42}]", "ping answered 41");
        says("[\"1\",\"p1\",\"room:0\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"at\":41}}]");
        failed(Fault.REPLY_UNEXPECTED, "p1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ["1","p1","room:0","phx_reply",{"status":"error","response":{"at":41}}] | PING_REFUSED
            ["1","p1","room:0","phx_reply",{"status":"ok","response":{}}]           | MESSAGE_INVALID
            ["1","p2","room:0","phx_reply",{"status":"ok","response":{"at":41}}]    | REPLY_UNEXPECTED
            ["1","p1","room:1","phx_reply",{"status":"ok","response":{"at":41}}]    | REPLY_UNEXPECTED
            [null,"p1","room:0","phx_reply",{"status":"ok","response":{"at":41}}]   | REPLY_UNEXPECTED
            ["1","s","room:0","phx_reply",{"status":"error","response":{}}]         | SHOUT_REFUSED
            """)
    void onlyTheReplyToAPingWillDo(String message, Fault fault) throws Exception {
        joined();
        connection.ping(41);
        says(message);
        failed(fault, "room:");
    }

    @Test
    void aShoutMayBeReplied() throws Exception {
        joined();
        connection.shout("{}");
        says("[\"1\",\"s\",\"room:0\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        assertThat(host.events).endsWith("sent [\"1\",\"s\",\"room:0\",\"shout\",{}]");
        assertThat(connection.state()).isEqualTo(State.JOINED);
    }

    @Test
    void leavesByFin() throws Exception {
        joined();
        connection.leave(Connection.Departure.FIN);
        assertThat(connection.state()).isEqualTo(State.FINISHED);
        connection.ended();
        assertThat(host.events).endsWith("finished", "closed");
    }

    @Test
    void aFinThatIsNotAnsweredIsCounted() throws Exception {
        joined();
        connection.leave(Connection.Departure.FIN);
        connection.expired();
        failed(Fault.CLOSE_UNANSWERED, "5000 ms");
    }

    @Test
    void leavesByReset() throws Exception {
        joined();
        connection.leave(Connection.Departure.RESET);
        assertThat(host.events).endsWith("reset");
        assertThat(connection.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void whoIsTooSlowIsToldSo() throws Exception {
        joined();
        server(frame(0x88, new byte[]{3, (byte) 0xf5}));
        failed(Fault.CLOSED_AS_TOO_SLOW, "close 1013");
    }

    @Test
    void aGoodbyeThatFailsIsNoSecondFault() throws Exception {
        joined();
        host.whenSending = () -> connection.broken(Fault.RESET_BY_SERVER, "broken pipe");
        server(frame(0x88, new byte[]{3, (byte) 0xf5}));
        assertThat(host.events.stream().filter(event -> event.startsWith("failed")))
                .containsExactly("failed CLOSED_AS_TOO_SLOW: close 1013 ");
    }

    @Test
    void closingBeforeTheUpgradeJustDrops() {
        connection.connected();
        connection.close();
        assertThat(host.events).containsExactly("closed");
    }

    private void joining() throws Exception {
        connection.connected();
        server(answer(host.request()));
        assertThat(connection.state()).isEqualTo(State.JOINING);
    }

    private void joined() throws Exception {
        joining();
        says(JOIN_OK);
        assertThat(connection.state()).isEqualTo(State.JOINED);
    }

    private void says(String text) {
        server(text(text));
    }

    private void server(byte[] bytes) {
        connection.received(ByteBuffer.wrap(bytes));
    }

    private void failed(Fault fault, String words) {
        assertThat(host.events.getLast()).startsWith("failed " + fault + ": ").contains(words);
    }

    private static Connection.Script script() {
        var plan = new Plan(URI.create("ws://h:1/socket"), "user=u%d", "room:%d", 10, 1, 1, 0, Duration.ofSeconds(5),
                Duration.ofSeconds(30), 0);
        return new Connection.Script(plan, new Handshake(plan, 42), () -> 0);
    }

    private static byte[] answer(String request) throws Exception {
        var key = request.lines().filter(line -> line.startsWith("Sec-WebSocket-Key: ")).findFirst().orElseThrow()
                .substring(19);
        var sha1 = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(sha1) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] text(String text) {
        return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] frame(int first, byte[] payload) {
        var out = ByteBuffer.allocate(payload.length + 4).put((byte) first);
        if (payload.length <= 125) {
            out.put((byte) payload.length);
        } else {
            out.put((byte) 126).putShort((short) payload.length);
        }
        out.put(payload);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Writes down what the connection does; frames are shown unmasked (the script masks with 0). */
    private static final class Recording implements Connection.Host {
        private final List<String> events = new ArrayList<>();
        private String request = "";
        private Runnable whenSending = () -> {};

        String request() {
            return request;
        }

        @Override
        public void send(ByteBuffer bytes) {
            whenSending.run();
            var all = new byte[bytes.remaining()];
            bytes.get(all);
            if (all[0] == 'G') {
                request = new String(all, StandardCharsets.US_ASCII);
                return;
            }
            var opcode = Opcode.of(all[0] & 0x0f);
            events.add("sent "
                    + (opcode == Opcode.TEXT ? new String(all, 6, all.length - 6, StandardCharsets.UTF_8) : opcode));
        }

        @Override
        public void joined() {
            events.add("joined");
        }

        @Override
        public void pushed(String event, byte[] message) {
            events.add("pushed");
        }

        @Override
        public void pingAnswered(long at) {
            events.add("ping answered " + at);
        }

        @Override
        public void finish() {
            events.add("finished");
        }

        @Override
        public void reset() {
            events.add("reset");
        }

        @Override
        public void heartbeatAnswered() {
            events.add("heartbeat answered");
        }

        @Override
        public void failed(Fault fault, String detail) {
            events.add("failed " + fault + ": " + detail);
        }

        @Override
        public void closed() {
            events.add("closed");
        }
    }
}
