package dev.redstart.channels.functional;

import java.util.HexFormat;
import java.util.Map;

import dev.redstart.channels.Broadcast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** PROTOCOL.md 9.3: one test for each row of its table, and for what is no message. */
@ParameterizedClass
@EnumSource(Transport.class)
class FramesTest {
    private static final String CRASH = "phx_error\",{\"reason\":\"channel_crash\"}]";

    private final TestServer server = new TestServer();
    private final Client client;

    FramesTest(Transport transport) {
        client = transport.connect(server.port());
    }

    @BeforeEach
    void join() {
        client.join("room:a", 1);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void section9_3row1aPush() {
        client.send("[\"1\",null,\"room:a\",\"push_back\",{\"x\": 1}]");
        client.expect("[\"1\",null,\"room:a\",\"back\",{\"x\":1}]");
    }

    @Test
    void section9_3row2aBroadcast() {
        new Broadcast("room:a", "ext", Map.of("x", 1)).on(server.pubsub());
        client.expect("[null,null,\"room:a\",\"ext\",{\"x\":1}]");
    }

    @Test
    void section9_3row3anInterceptedBroadcastIsPushedByTheChannel() {
        client.send("[\"1\",null,\"room:a\",\"icpt\",{}]");
        assertThat(client.next(2)).last().isEqualTo("[\"1\",null,\"room:a\",\"icpt\",{\"for\":\"ann\"}]");
    }

    @Test
    void section9_3row4aReply() {
        client.send("[\"1\",\"2\",\"room:a\",\"echo_err\",{\"x\":1}]");
        client.expect("[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"x\":1}}]");
    }

    @Test
    void section9_3row5anUnmatchedTopicIsAnsweredWithoutTheJoinRef() {
        client.send("[\"9\",\"9\",\"nowhere\",\"phx_join\",{}]");
        client.expect(
                "[null,\"9\",\"nowhere\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]");
    }

    @Test
    void section9_3row6aHeartbeatIsAnsweredWithoutTheJoinRef() {
        client.send("[\"1\",\"2\",\"phoenix\",\"heartbeat\",{}]");
        client.expect("[null,\"2\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    }

    @Test
    void section9_3row7aCloseHasTheJoinRefTwice() {
        client.send("[\"1\",\"2\",\"room:a\",\"stop_normal\",{}]");
        client.expect("[\"1\",\"1\",\"room:a\",\"phx_close\",{}]");
    }

    @Test
    void section9_3row8anErrorHasTheJoinRefTwice() {
        client.send("[\"1\",\"2\",\"room:a\",\"boom\",{}]");
        assertThat(client.next(2)).last().isEqualTo("[\"1\",\"1\",\"room:a\",\"" + CRASH);
    }

    @Test
    void section9_3furtherElementsAreIgnoredAndPayloadsMayBeAnything() {
        client.send("[\"5\",\"5\",\"room:raw\",\"phx_join\",\"text\",1,{}]");
        client.expect("[\"5\",\"5\",\"room:raw\",\"phx_reply\",{\"status\":\"ok\",\"response\":\"a string reply\"}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"1\",\"2\",\"room:a\",\"echo\"]", "[]", "{}", "[\"1\",\"2\",", "[1]", "null"})
    void section9_3whatIsNoMessageCloses(String message) {
        client.send(message);
        client.expectClosed(1011);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0101010102313161626f6b", "020101616262", "ff00000000", "00", "0001010603", "00ff00000031"})
    void section9_4whatIsNoPushCloses(String hex) {
        client.sendBinary(HexFormat.of().parseHex(hex));
        client.expectClosed(1011);
    }

    @Test
    void section9_4fieldsAndDataMayBeEmpty() {
        client.sendBinary(HexFormat.of().parseHex("0000000000"));
        client.expect(
                "[null,\"\",\"\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]");
    }

    /** The length of a field is one byte. */
    @Test
    void section9_4aTopicThatIsTooLongForBytesCrashesTheChannelThatPushesThem() {
        var topic = "room:" + "é".repeat(126); // 257 bytes of UTF-8
        client.join(topic, 5);
        client.send("[\"5\",\"6\",\"" + topic + "\",\"bin_push\",{}]");
        assertThat(client.next(2)).last().isEqualTo("[\"5\",\"5\",\"" + topic + "\",\"" + CRASH);
        client.expectNothingMore("room:a", 1);
    }
}
