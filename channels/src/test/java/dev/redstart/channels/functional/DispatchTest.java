package dev.redstart.channels.functional;

import dev.redstart.channels.server.ChannelEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** PROTOCOL.md 10: one test for each row, and for each note below them. */
@ParameterizedClass
@EnumSource(Transport.class)
class DispatchTest {
    private final Transport transport;
    private final TestServer server = new TestServer();
    private final Client client;

    DispatchTest(Transport transport) {
        this.transport = transport;
        client = transport.connect(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void section10row1HeartbeatIsAnsweredBeforeAnyJoin() {
        client.send("[null,\"1\",\"phoenix\",\"heartbeat\",{}]", "[\"7\",2,\"phoenix\",\"heartbeat\",{}]");
        client.expect("[null,\"1\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                "[null,2,\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    }

    @Test
    void section10row2JoinOfATopicThatIsNotJoined() {
        client.send("[\"1\",\"1\",\"room:a\",\"phx_join\",{\"x\":1}]");
        client.expect("[\"1\",\"1\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{\"x\":1}}}]",
                "[\"1\",null,\"room:a\",\"after_join\",{\"a\":1}]");
    }

    @Test
    void section10row3JoinOfATopicThatIsJoinedReplacesTheChannel() {
        client.join("room:a", 1);
        client.send("[\"2\",\"2\",\"room:a\",\"phx_join\",{}]");
        client.expect("[\"2\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]",
                "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]");
    }

    @Test
    void section10row4LeaveWithTheJoinRefOrWithoutOne() {
        client.join("room:a", 1);
        client.send("[\"1\",\"2\",\"room:a\",\"phx_leave\",{}]");
        client.expect("[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]", "[\"1\",null,\"room:a\",\"terminated\",{}]");
        client.join("room:a", 3);
        client.send("[null,\"4\",\"room:a\",\"phx_leave\",{}]");
        client.expect("[\"3\",\"4\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                "[\"3\",\"3\",\"room:a\",\"phx_close\",{}]");
    }

    @Test
    void section10row4LeaveOfAnEarlierJoinIsIgnored() {
        client.join("room:a", 1);
        client.send("[\"0\",\"2\",\"room:a\",\"phx_leave\",{}]");
        client.expectNothingMore("room:a", 1);
    }

    @Test
    void section10row5EventWithTheJoinRefOrWithoutOne() {
        client.join("room:a", 1);
        client.send("[\"1\",\"2\",\"room:a\",\"echo\",{\"n\":1}]", "[null,\"3\",\"room:a\",\"echo\",{\"n\":2}]");
        client.expect("[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"n\":1}}]",
                "[\"1\",\"3\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"n\":2}}]");
    }

    @Test
    void section10row5EventOfAnEarlierJoinIsDropped() {
        client.join("room:a", 1);
        client.send("[\"0\",\"2\",\"room:a\",\"echo\",{}]", "[1,\"2\",\"room:a\",\"echo\",{}]");
        client.expectNothingMore("room:a", 1);
    }

    @Test
    void section10row6LeaveOfATopicThatIsNotJoined() {
        client.send("[\"1\",\"2\",\"room:a\",\"phx_leave\",{}]");
        client.expect("[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    }

    @Test
    void section10row7AnythingElseOnATopicThatIsNotJoined() {
        client.send("[\"1\",\"2\",\"room:a\",\"echo\",{}]", "[null,\"3\",\"phoenix\",\"other\",{}]");
        client.expect(
                "[null,\"2\",\"room:a\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]",
                "[null,\"3\",\"phoenix\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]");
    }

    @Test
    void section10NoteJoinedWithoutAJoinRefALaterOneIsStale() {
        client.send("[null,\"1\",\"room:a\",\"phx_join\",{}]");
        client.expect("[null,\"1\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]",
                "[\"1\",null,\"room:a\",\"after_join\",{\"a\":1}]");
        client.send("[\"1\",\"2\",\"room:a\",\"echo\",{}]", "[null,\"3\",\"room:a\",\"echo\",{}]");
        client.expect("[\"1\",\"3\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        client.send("[null,\"4\",\"room:a\",\"boom\",{}]");
        client.expect("[\"1\",null,\"room:a\",\"terminated\",{}]",
                "[null,null,\"room:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
    }

    @Test
    void section10NoteEventsNamedLikeServerEventsAreOrdinary() {
        client.join("room:a", 1);
        for (var event : new String[]{"phx_reply", "phx_error", "phx_close", "heartbeat"}) {
            client.send("[\"1\",\"2\",\"room:a\",\"" + event + "\",{}]");
            assertThat(client.next()).contains("no such event in this test");
        }
    }

    @Test
    void section10TopicRouting() {
        client.send("[\"1\",\"1\",\"room:\",\"phx_join\",{}]", "[\"2\",\"2\",\"exact:x\",\"phx_join\",{}]");
        assertThat(client.next(3)).contains(
                "[\"1\",\"1\",\"room:\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]",
                "[null,\"2\",\"exact:x\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]");
        client.join("exact", 3);
    }

    @Test
    void section9RefsComeBackAsTheyWere() {
        client.send("[1,{\"a\": [1]},\"room:a\",\"phx_join\",{}]");
        client.expect("[1,{\"a\":[1]},\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]",
                "[1,null,\"room:a\",\"after_join\",{\"a\":1}]");
        client.send("[\"1\",2,\"room:a\",\"echo\",{}]", "[1,2,\"room:a\",\"echo\",{}]");
        client.expect("[1,2,\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        client.send("[1,{\"b\":0.10, \"a\":[1e999999999,\"\\u0041\"]},\"room:a\",\"echo\",{}]");
        client.expect(
                "[1,{\"b\":0.10,\"a\":[1e999999999,\"\\u0041\"]},\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    }

    @Test
    void section9UndecodableMessagesCloseWith1011() {
        client.send("{\"topic\":\"phoenix\"}");
        client.expectClosed(1011);
        try (var other = transport.connect(server.port())) {
            other.sendBinary((byte) 1, (byte) 2);
            other.expectClosed(1011);
        }
        assertThat(server.count("redstart.channel.undecodable")).isEqualTo(2);
        assertThat(server.count("redstart.process.crashed")).isZero();
    }

    /** What a client makes up must not look like a line of ours in a log. */
    @Test
    void topicsOfClientsAreShownOnOneLine() {
        var event = new ChannelEvent.UnmatchedTopic("m", "a\nb\r\u0085c\u2028d\u2029e\u001b[1m");
        assertThat(event.describe()).contains("a?b??c?d?e?[1m");
    }

    /** The client's own code crashed on such keys, which are ordinary keys here. */
    @Test
    void cve_2026_56812keysThatMeanSomethingInJavaScriptAreOrdinary() {
        client.join("room:a", 1);
        client.send("[\"1\",\"2\",\"room:a\",\"icpt\",{\"__proto__\":1,\"constructor\":2}]");
        client.expect("[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                "[\"1\",null,\"room:a\",\"icpt\",{\"__proto__\":\"1\",\"constructor\":\"2\",\"for\":\"ann\"}]");
    }
}
