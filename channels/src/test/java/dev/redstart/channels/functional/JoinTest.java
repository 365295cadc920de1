package dev.redstart.channels.functional;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.ChannelLimits;
import dev.redstart.process.ExitReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** PROTOCOL.md 11. */
@ParameterizedClass
@EnumSource(Transport.class)
class JoinTest {
    private final Transport transport;
    private static final String HEARTBEAT = "[null,\"h\",\"phoenix\",\"heartbeat\",{}]";
    private static final String HEARTBEAT_REPLY = "[null,\"h\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]";

    private TestServer server = new TestServer();
    private Client client;

    JoinTest(Transport transport) {
        this.transport = transport;
        client = transport.connect(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void restart(ChannelLimits limits) {
        stop();
        server = new TestServer(limits);
        client = transport.connect(server.port());
    }

    private static String join(int ref, String topic) {
        return "[\"%d\",\"%d\",\"%s\",\"phx_join\",{}]".formatted(ref, ref, topic);
    }

    private static String ok(int ref, String topic) {
        return "[\"%d\",\"%d\",\"%s\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]".formatted(ref, ref,
                topic);
    }

    private static String error(int ref, String topic, String reason) {
        return "[\"%d\",\"%d\",\"%s\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"%s\"}}]".formatted(
                ref, ref, topic,
                reason);
    }

    private static String unmatched(int ref, String topic) {
        return "[null,\"%d\",\"%s\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]"
                .formatted(ref,
                        topic);
    }

    private static String afterJoin(int ref, String topic) {
        return "[\"%d\",null,\"%s\",\"after_join\",{\"a\":1}]".formatted(ref, topic);
    }

    @Test
    void section11step1NoRouteIsAnUnmatchedTopicWithoutJoinRef() {
        client.send(join(1, "nowhere"));
        client.expect(unmatched(1, "nowhere"));
        assertThat(server.count("redstart.channel.unmatched")).isEqualTo(1);
    }

    @Test
    void section11step2OneChannelTooMany() {
        restart(ChannelLimits.DEFAULT.maxChannels(3));
        for (int ref = 1; ref <= 3; ref++) {
            client.join("room:" + ref, ref);
        }
        client.send(join(4, "room:4"));
        client.expect(error(4, "room:4", "too many channels joined"));
        client.send("[\"1\",\"5\",\"room:1\",\"phx_leave\",{}]");
        assertThat(client.next(3).getLast()).contains("terminated");
        client.join("room:4", 6);
    }

    @Test
    void section11step2The101stByDefault_cve_2026_56811() {
        for (int ref = 1; ref <= 100; ref++) {
            client.send(join(ref, "room:" + ref));
        }
        client.next(200);
        client.send(join(101, "room:101"));
        client.expect(error(101, "room:101", "too many channels joined"));
    }

    @Test
    void section11step2JoinsUnderWayCount() {
        restart(ChannelLimits.DEFAULT.maxChannels(1));
        client.send(join(1, "room:held"), join(2, "room:a"));
        client.expect(error(2, "room:a", "too many channels joined"));
        server.openGate("room:held");
        client.expect(ok(1, "room:held"));
    }

    @Test
    void section11step4OkWithAnyReply() {
        client.send("[\"1\",\"1\",\"room:raw\",\"phx_join\",null]");
        client.expect("[\"1\",\"1\",\"room:raw\",\"phx_reply\",{\"status\":\"ok\",\"response\":\"a string reply\"}]");
    }

    @Test
    void section11step4ErrorStoresNothing() {
        client.send(join(1, "room:denied"), "[\"1\",\"2\",\"room:denied\",\"echo\",{}]");
        client.expect(error(1, "room:denied", "unauthorized"), unmatched(2, "room:denied"));
        await().until(() -> server.system().node().telemetry().meters().stream().anyMatch(meter -> meter.name()
                .equals("redstart.channel.joins") && meter.tags().toString().contains("refused")
                && meter.value() == 1));
    }

    @Test
    void section11step4CrashesAndInvalidReturns() {
        for (var topic : List.of("room:crash", "room:badret", "room:badreply", "room:push", "room:broadcast")) {
            client.send(join(1, topic));
            client.expect(error(1, topic, "join crashed"));
        }
        client.send(HEARTBEAT);
        client.expect(HEARTBEAT_REPLY);
    }

    @Test
    void section11step4KilledWhileJoining() {
        client.send(join(1, "room:held"));
        server.awaitReached("room:held");
        server.system().exit(server.onlyChannel(), ExitReason.KILL);
        client.expect(error(1, "room:held", "join crashed"));
    }

    @Test
    void section11step5TheChannelHasSubscribedBeforeItsReply() {
        client.join("room:a", 1);
        new Broadcast("room:a", "ext", Map.of("x", 1)).on(server.pubsub());
        client.expect("[null,null,\"room:a\",\"ext\",{\"x\":1}]");
    }

    /** Less than what may wait for a join reply: who is sent more is closed with 1013 instead. */
    private static final int STORM = 500;

    @Test
    void section11orderTheReplyIsFirstWhateverIsPublishedMeanwhile() throws InterruptedException {
        var left = new Semaphore(0);
        var publisher = Thread.ofPlatform().start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                if (server.pubsub().subscriberCount("room:a") == 0 || !left.tryAcquire()) {
                    Thread.onSpinWait();
                } else { // between subscription and reply
                    new Broadcast("room:a", "ext", Map.of()).on(server.pubsub());
                }
            }
        });
        for (int ref = 1; ref <= 50; ref++) {
            left.drainPermits();
            left.release(STORM);
            try (var other = transport.connect(server.port())) {
                other.send(join(ref, "room:a"));
                other.expect(ok(ref, "room:a"));
                other.send("[null,\"leave\",\"room:a\",\"phx_leave\",{}]");
                await().until(() -> server.pubsub().subscriberCount("room:a") == 0);
            }
        }
        publisher.interrupt();
        publisher.join();
    }

    @Test
    void section11devASlowJoinHoldsUpItsOwnTopicOnly() {
        client.send(join(1, "room:held"), HEARTBEAT);
        client.expect(HEARTBEAT_REPLY);
        client.join("room:a", 2);
        server.openGate("room:held");
        client.expect(ok(1, "room:held"), afterJoin(1, "room:held"));
    }

    @Test
    void section11orderWhatWasSentBeforeTheReplyIsHandledAfterIt() {
        client.send(join(1, "room:held"));
        for (int ref = 2; ref <= 20; ref++) {
            client.send("[\"1\",\"%d\",\"room:held\",\"echo\",{\"n\":%d}]".formatted(ref, ref));
        }
        client.send("[\"0\",\"21\",\"room:held\",\"echo\",{}]", HEARTBEAT);
        client.expect(HEARTBEAT_REPLY);
        server.openGate("room:held");
        client.expect(ok(1, "room:held"), afterJoin(1, "room:held"));
        for (int ref = 2; ref <= 20; ref++) {
            client.expect("[\"1\",\"%d\",\"room:held\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"n\":%d}}]"
                    .formatted(ref, ref));
        }
        client.expectNothingMore("room:held", 1);
    }

    @Test
    void section11orderAFailedJoinLosesNothingThatWasSentBehindIt() {
        for (var topic : List.of("room:held:denied", "room:held:crash")) {
            client.send(join(1, topic), "[\"1\",\"2\",\"" + topic + "\",\"echo\",{}]",
                    "[\"1\",\"3\",\"" + topic + "\",\"phx_leave\",{}]", "[\"1\",\"4\",\"" + topic + "\",\"echo\",{}]",
                    HEARTBEAT);
            client.expect(HEARTBEAT_REPLY);
            server.openGate(topic);
            client.expect(error(1, topic, topic.endsWith("denied") ? "unauthorized" : "join crashed"),
                    unmatched(2, topic),
                    "[\"1\",\"3\",\"" + topic + "\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                    unmatched(4, topic));
        }
    }

    @Test
    void section11orderARejoinBehindAFailedJoinIsAJoin() {
        client.send(join(1, "room:held:crash"), join(2, "room:held:crash"),
                "[\"2\",\"3\",\"room:held:crash\",\"echo\",{}]");
        server.openGate("room:held:crash");
        client.expect(error(1, "room:held:crash", "join crashed"), error(2, "room:held:crash", "join crashed"),
                unmatched(3, "room:held:crash"));
    }

    @Test
    void section11recordedLeaveAndRejoinBehindASlowJoin() {
        client.send(join(1, "room:held"), "[\"1\",\"2\",\"room:held\",\"phx_leave\",{}]", join(3, "room:held"),
                HEARTBEAT);
        client.expect(HEARTBEAT_REPLY);
        server.openGate("room:held");
        var frames = new ArrayList<>(client.next(3));
        if (frames.contains(afterJoin(1, "room:held"))) { // the first channel may have come to push before it was replaced
            frames.remove(afterJoin(1, "room:held"));
            frames.add(client.next());
        }
        assertThat(frames).containsExactly(ok(1, "room:held"), ok(3, "room:held"),
                "[\"1\",\"1\",\"room:held\",\"phx_close\",{}]");
        client.expect(afterJoin(3, "room:held"));
        client.expectNothingMore("room:held", 3);
    }

    @Test
    void section11devJoinTimeout() {
        restart(ChannelLimits.DEFAULT.joinTimeout(Duration.ofMillis(200)));
        client.send(join(1, "room:held"), "[\"1\",\"2\",\"room:held\",\"phx_leave\",{}]",
                "[\"1\",\"3\",\"room:held\",\"echo\",{}]");
        client.expect(error(1, "room:held", "join timeout"),
                "[\"1\",\"2\",\"room:held\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                unmatched(3, "room:held"));
        server.openGate("room:held");
        client.join("room:held", 4);
    }

    @Test
    void aClientThatSendsMoreThanAMailboxTakesWhileItsJoinIsHeldIsHeldBack() {
        assumeTrue(transport == Transport.WEBSOCKET, "over long-poll nobody can be held back");
        restart(ChannelLimits.DEFAULT.mailbox(10));
        client.send(join(1, "room:held"));
        for (int ref = 2; ref <= 40; ref++) {
            client.send("[\"1\",\"%d\",\"room:held\",\"bare\",{}]".formatted(ref));
        }
        await().until(() -> server.count("redstart.channel.messages", "direction", "in") == 9);
        server.openGate("room:held");
        client.expect(ok(1, "room:held"), afterJoin(1, "room:held"));
        for (int ref = 2; ref <= 40; ref++) {
            client.expect(
                    "[\"1\",\"%d\",\"room:held\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]".formatted(ref));
        }
    }

    @Test
    void aJoinThatIsHeldWhileMoreIsSentThanAMailboxTakesIsGivenUp() {
        assumeTrue(transport == Transport.LONGPOLL, "others are held back");
        restart(ChannelLimits.DEFAULT.mailbox(10));
        client.send(join(1, "room:held"));
        for (int ref = 2; ref <= 12; ref++) {
            client.send("[\"1\",\"%d\",\"room:held\",\"echo\",{}]".formatted(ref));
        }
        client.expect(error(1, "room:held", "join crashed"));
        for (int ref = 2; ref <= 12; ref++) {
            client.expect(unmatched(ref, "room:held"));
        }
    }

    @Test
    void aCrashRightAfterTheReplyIsAnErrorOfTheJoinedChannel() {
        client.send(join(1, "room:aftercrash"));
        client.expect(ok(1, "room:aftercrash"), "[\"1\",null,\"room:aftercrash\",\"terminated\",{}]",
                "[\"1\",\"1\",\"room:aftercrash\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
    }

    @Test
    void joinsAreCountedByRouteAndResult() {
        client.join("room:a", 1);
        client.send(join(2, "room:denied"), join(3, "room:crash"));
        client.next(2);
        assertThat(server.count("redstart.channel.joins", "route", "room:*", "result", "ok")).isEqualTo(1);
        assertThat(server.count("redstart.channel.joins", "route", "room:*", "result", "refused")).isEqualTo(1);
        assertThat(server.count("redstart.channel.joins", "route", "room:*", "result", "failed")).isEqualTo(1);
    }
}
