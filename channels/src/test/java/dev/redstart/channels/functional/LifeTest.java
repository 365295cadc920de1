package dev.redstart.channels.functional;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.redstart.process.ExitReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** PROTOCOL.md 13 and 14: what a channel returns, and how it ends. */
@ParameterizedClass
@EnumSource(Transport.class)
class LifeTest {
    private static final String TERMINATED = "[\"1\",null,\"room:a\",\"terminated\",{}]";
    private static final String HEARTBEAT_REPLY = "[null,\"h\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]";
    private static final String CLOSE = "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]";
    private static final String ERROR = "[\"1\",\"1\",\"room:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]";

    private final TestServer server = new TestServer();
    private final Transport transport;
    private final Client client;

    LifeTest(Transport transport) {
        this.transport = transport;
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

    private void event(String name, String payload) {
        client.send("[\"1\",\"2\",\"room:a\",\"" + name + "\"," + payload + "]");
    }

    private static String reply(String status, String response) {
        return "[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"" + status + "\",\"response\":" + response + "}]";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "echo|{\"x\":[1, \"a b\"]}|ok|{\"x\":[1,\"a b\"]}",
            "echo|null|ok|null",
            "echo_err|{\"x\":1}|error|{\"x\":1}",
            "custom_status|{}|weird|{\"a\":1}",
            "raw|{}|ok|\"a string reply\"",
            "bare|{}|ok|{}"})
    void section14returnRow2repliesWithAnyStatusAndAnyJson(String event, String payload, String status,
            String response) {
        event(event, payload);
        client.expect(reply(status, response));
    }

    @Test
    void section14returnRow1noreply() {
        event("noreply", "{}");
        client.expectNothingMore("room:a", 1);
    }

    @Test
    void section19order1PushesAndReplyAsCoded() {
        event("push3", "{}");
        client.expect("[\"1\",null,\"room:a\",\"n\",{\"n\":1}]", "[\"1\",null,\"room:a\",\"n\",{\"n\":2}]",
                "[\"1\",null,\"room:a\",\"n\",{\"n\":3}]", reply("ok", "{}"));
    }

    @Test
    void section14asyncReply() {
        event("later", "{\"x\":1}");
        client.send("[\"1\",\"3\",\"room:a\",\"bare\",{}]");
        client.expect("[\"1\",\"3\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                reply("ok", "{\"x\":1}"));
    }

    @Test
    void section14asyncRepliesMayBeSeveralAndComeFromAnywhere() {
        event("reply_twice", "{}");
        client.expect(reply("ok", "{\"n\":1}"), reply("ok", "{\"n\":2}"));
        event("later_elsewhere", "{\"x\":1}");
        client.expect(reply("ok", "{\"x\":1}"));
    }

    @Test
    void section14asyncReplyNeedsARef() {
        client.send("[\"1\",null,\"room:a\",\"later\",{}]");
        client.expect(TERMINATED, ERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stop_normal", "stop_shutdown"})
    void section14endRow1stopInGoodOrder(String event) throws InterruptedException {
        event(event, "{}");
        client.expect(CLOSE, TERMINATED);
        assertThat(server.nextTerminated().reason().isExpected()).isTrue();
        client.send("[\"1\",\"3\",\"room:a\",\"echo\",{}]");
        client.expect(
                "[null,\"3\",\"room:a\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]");
    }

    @Test
    void section14returnRow4stopWithAReply() {
        event("stop_reply", "{}");
        client.expect(reply("ok", "{\"last\":true}"), CLOSE, TERMINATED);
    }

    @Test
    void section14endRow2stopInBadOrder() {
        event("stop_err", "{}");
        client.expect(TERMINATED, ERROR);
    }

    @Test
    void section14returnRow4stopInBadOrderWithAReply() {
        event("stop_err_reply", "{}");
        client.expect(reply("error", "{\"last\":true}"), TERMINATED, ERROR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"boom", "badpush", "badref", "nothing"})
    void section14endRow2exceptionsAndWrongResultsAreCrashes(String event) throws InterruptedException {
        event(event, "{}");
        client.expect(TERMINATED, ERROR);
        assertThat(server.nextTerminated().reason()).isInstanceOf(ExitReason.Crash.class);
        client.join("room:a", 3);
    }

    @Test
    void section14endRow2exitOutsideOfAStopIsACrashEvenIfNormal() {
        event("exit_normal", "{}");
        client.expect(ERROR);
    }

    @Test
    void section14endRow2killedFromOutside() {
        server.system().exit(server.onlyChannel(), ExitReason.KILL);
        client.expect(ERROR);
        assertThat(server.pubsub().subscriberCount("room:a")).isZero();
    }

    @Test
    void section14aCrashCostsNobodyElseAnything() {
        client.join("room:b", 5);
        event("boom", "{}");
        client.expect(TERMINATED, ERROR);
        client.expectNothingMore("room:b", 5);
    }

    @Test
    void section14endRow3theConnectionsEndEndsItsChannels() throws InterruptedException {
        assumeTrue(transport == Transport.WEBSOCKET, "over long-poll the server hears of it later, see LongPollTest");
        client.join("room:b", 5);
        client.close();
        var ended = List.of(server.nextTerminated(), server.nextTerminated());
        assertThat(ended).extracting(TestServer.Terminated::topic).containsExactlyInAnyOrder("room:a", "room:b");
        assertThat(ended).extracting(TestServer.Terminated::reason).containsOnly(new ExitReason.Shutdown("closed"));
        await().untilAsserted(() -> assertThat(server.pubsub().subscriberCount("room:a")).isZero());
    }

    @Test
    void section14externalSubscriptionsReachHandleInfoAndPushNothing() {
        event("subscribe", "{}");
        client.expect(reply("ok", "{}"));
        server.pubsub().broadcast("elsewhere", "hello");
        client.expect("[\"1\",null,\"room:a\",\"info\",{\"text\":\"hello\"}]");
    }

    @Test
    void section13leaveRepliesClosesAndTerminatesInThatOrder() throws InterruptedException {
        event("phx_leave", "{}");
        client.expect(reply("ok", "{}"), CLOSE, TERMINATED);
        assertThat(server.nextTerminated().reason()).isEqualTo(new ExitReason.Shutdown("left"));
    }

    /** The second one is answered if the first has been handled by then, and else not at all. */
    @Test
    void section13leavingTwiceQuickly() {
        client.send("[\"1\",\"2\",\"room:a\",\"phx_leave\",{}]", "[\"1\",\"3\",\"room:a\",\"phx_leave\",{}]",
                "[null,\"h\",\"phoenix\",\"heartbeat\",{}]");
        var answers = Set.of(reply("ok", "{}").replace("\"2\"", "\"3\""),
                HEARTBEAT_REPLY);
        var frames = new ArrayList<String>();
        while (!frames.contains(TERMINATED) || !frames.contains(HEARTBEAT_REPLY)) {
            frames.add(client.next());
        }
        assertThat(frames).filteredOn(frame -> !answers.contains(frame)).containsExactly(reply("ok", "{}"), CLOSE,
                TERMINATED);
    }

    @Test
    void section13whatIsSentBehindALeaveIsNotForTheOldChannel() {
        client.send("[\"1\",\"2\",\"room:a\",\"phx_leave\",{}]");
        client.expect(reply("ok", "{}"), CLOSE, TERMINATED);
        client.send("[\"1\",\"3\",\"room:a\",\"phx_leave\",{}]", "[\"1\",\"4\",\"room:a\",\"echo\",{}]");
        client.expect("[\"1\",\"3\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                "[null,\"4\",\"room:a\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]");
    }

    @Test
    void section13otherTopicsAreNotTouchedByALeave() {
        client.join("room:b", 5);
        client.send("[\"5\",\"6\",\"room:b\",\"phx_leave\",{}]");
        client.next(3);
        client.expectNothingMore("room:a", 1);
    }
}
