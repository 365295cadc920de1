package dev.redstart.channels.functional;

import java.util.List;
import java.util.Map;

import dev.redstart.channels.Broadcast;
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

/** PROTOCOL.md 14: the end of a channel out of each callback, and what comes after it. */
@ParameterizedClass
@EnumSource(Transport.class)
class EndingTest {
    private static final String CLOSE = "[\"1\",\"1\",\"end:a\",\"phx_close\",{}]";
    private static final String ERROR = "[\"1\",\"1\",\"end:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]";

    private final TestServer server = new TestServer();
    private final Client client;

    EndingTest(Transport transport) {
        client = transport.connect(server.port());
    }

    @BeforeEach
    void join() {
        client.send("[\"1\",\"1\",\"end:a\",\"phx_join\",{}]");
        client.expect("[\"1\",\"1\",\"end:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"route\":\"end\"}}]");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void event(String callback, String how) {
        client.send("[\"1\",\"2\",\"end:a\",\"" + callback + "\",{\"how\":\"" + how + "\"}]");
    }

    @ParameterizedTest
    @CsvSource({"in, stop", "in, shut down", "info, stop", "info, shut down", "out, stop", "out, shut down"})
    void section14endRow1StopInGoodOrderOutOfAnyCallback(String callback, String how) {
        event(callback, how);
        client.expect(CLOSE);
    }

    @ParameterizedTest
    @CsvSource({"in, fail", "in, throw", "info, fail", "info, throw", "out, fail", "out, throw"})
    void section14endRow2AnyOtherEndOutOfAnyCallback(String callback, String how) {
        event(callback, how);
        client.expect(ERROR);
    }

    @Test
    void section14theServerDoesNotStartAChannelAgain() {
        event("in", "throw");
        client.expect(ERROR);
        await().until(() -> server.system().node().children(server.channelSupervisor()).isEmpty());
        event("bare", "");
        client.expect(
                "[null,\"2\",\"end:a\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]");
        join();
    }

    /** What was in its mailbox when it died is gone; the client learns that from the error. */
    @Test
    void section10noteWhatWasForwardedToAChannelThatDiesVanishes() {
        client.join("room:b", 5);
        client.send("[\"5\",\"6\",\"room:b\",\"gate\",{}]");
        server.awaitReached("room:b:gate");
        client.send("[\"5\",\"7\",\"room:b\",\"boom\",{}]", "[\"5\",\"8\",\"room:b\",\"bare\",{}]",
                "[null,\"h\",\"phoenix\",\"heartbeat\",{}]");
        client.expect("[null,\"h\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]"); // all are forwarded
        server.openGate("room:b:gate");
        client.expect("[\"5\",\"6\",\"room:b\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                "[\"5\",null,\"room:b\",\"terminated\",{}]",
                "[\"5\",\"5\",\"room:b\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
        event("bare", "");
        client.expect("[\"1\",\"2\",\"end:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"info", "out"})
    void section14theRefIsGoneAfterHandling(String callback) {
        event(callback, "ask for the ref");
        client.expect(ERROR);
    }

    @Test
    void section14messagesNobodyHandlesAreToldOfAndHarmless() {
        event("unknown", "");
        await().until(() -> server.count("redstart.channel.unhandled") == 1);
        event("bare", "");
        client.expect("[\"1\",\"2\",\"end:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    }

    @Test
    void section14aChannelBroadcastsOnItsOwnTopic() {
        client.join("room:b", 5);
        client.send("[\"5\",\"6\",\"room:b\",\"bc\",{}]");
        client.expect("[null,null,\"room:b\",\"bc\",{}]",
                "[\"5\",\"6\",\"room:b\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        client.expectNothingMore("room:b", 5);
    }

    /** Broadcasts of code that has no channel: to all, to all but one process, and on this node only. */
    @Test
    void section14anybodyMayBroadcast() {
        var topic = "end:a";
        new Broadcast(topic, "all", Map.of()).on(server.pubsub());
        server.pubsub().broadcastFrom(server.onlyChannel(), topic, new Broadcast(topic, "not it", Map.of()));
        server.pubsub().localBroadcast(topic, new Broadcast(topic, "here", Map.of()));
        server.pubsub().localBroadcastFrom(server.onlyChannel(), topic, new Broadcast(topic, "not it", Map.of()));
        new Broadcast(topic, "last", Map.of()).on(server.pubsub());
        for (var event : List.of("all", "here", "last")) {
            client.expect("[null,null,\"end:a\",\"" + event + "\",{}]");
        }
    }

    @Test
    void section10routingARouteMayCarryValuesOfItsOwn() {
        client.send("[\"5\",\"5\",\"other:a\",\"phx_join\",{}]");
        client.expect("[\"5\",\"5\",\"other:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"route\":\"other\"}}]");
        assertThat(server.count("redstart.channel.joins", "route", "other:*", "result", "ok")).isEqualTo(1);
    }
}
