package dev.redstart.channels.functional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** PROTOCOL.md 12. */
@ParameterizedClass
@EnumSource(Transport.class)
class DuplicateJoinTest {
    private final TestServer server = new TestServer();
    private final Client client;

    DuplicateJoinTest(Transport transport) {
        client = transport.connect(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void section12step4ReplyThenOldCloseThenNewPushes() {
        client.join("room:a", 1);
        client.send("[\"2\",\"2\",\"room:a\",\"phx_join\",{}]");
        client.expect("[\"2\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]",
                "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]", "[\"2\",null,\"room:a\",\"after_join\",{\"a\":1}]");
        client.expectNothingMore("room:a", 2);
        assertThat(server.count("redstart.channel.duplicate")).isEqualTo(1);
    }

    /** Joined, held in a handler, left, and joined again before the leave was handled: that is no mistake of the client's. */
    @Test
    void section12step1aChannelThatIsBeingLeftIsReplacedWithoutAWord() {
        client.join("room:a", 1);
        client.send("[\"1\",\"2\",\"room:a\",\"gate\",{}]");
        server.awaitReached("room:a:gate");
        client.send("[\"1\",\"3\",\"room:a\",\"phx_leave\",{}]", "[\"4\",\"4\",\"room:a\",\"phx_join\",{}]");
        client.expect("[\"4\",\"4\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]",
                "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]", "[\"4\",null,\"room:a\",\"after_join\",{\"a\":1}]");
        server.openGate("room:a:gate");
        client.expectNothingMore("room:a", 4);
        assertThat(server.count("redstart.channel.duplicate")).isZero();
    }

    @Test
    void section12afterALeaveThatIsOverTheFramesAreTheNormalOnes() {
        client.join("room:a", 1);
        client.send("[\"1\",\"2\",\"room:a\",\"phx_leave\",{}]");
        client.expect("[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]", "[\"1\",null,\"room:a\",\"terminated\",{}]");
        client.join("room:a", 3);
        client.expectNothingMore("room:a", 3);
    }

    @Test
    void section12step2TheOldChannelEndsWithoutTerminate() {
        client.join("room:a", 1);
        client.send("[\"1\",\"2\",\"room:a\",\"gate\",{}]");
        server.awaitReached("room:a:gate");
        client.send("[\"3\",\"3\",\"room:a\",\"phx_join\",{}]");
        client.expect("[\"3\",\"3\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]",
                "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]", "[\"3\",null,\"room:a\",\"after_join\",{\"a\":1}]");
        server.openGate("room:a:gate");
        client.expectNothingMore("room:a", 3);
        assertThat(server.nobodyTerminated()).isTrue();
        assertThat(server.pubsub().subscriberCount("room:a")).isEqualTo(1);
    }

    @Test
    void section12step3TheNewJoinMayFailAndTheOldOneIsGoneRegardless() {
        client.join("room:b", 1);
        client.send("[\"2\",\"2\",\"room:b\",\"phx_join\",{\"deny\":true}]");
        client.expect(
                "[\"2\",\"2\",\"room:b\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unauthorized\"}}]",
                "[\"1\",\"1\",\"room:b\",\"phx_close\",{}]");
        client.send("[\"1\",\"3\",\"room:b\",\"echo\",{}]");
        client.expect(
                "[null,\"3\",\"room:b\",\"phx_reply\",{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]");
    }

    @Test
    void section12whatIsSentBehindTheSecondJoinGoesToIt() {
        client.join("room:a", 1);
        client.send("[\"2\",\"2\",\"room:a\",\"phx_join\",{}]", "[\"2\",\"3\",\"room:a\",\"echo\",{}]",
                "[\"1\",\"4\",\"room:a\",\"echo\",{}]",
                "[\"2\",\"5\",\"room:a\",\"echo\",{}]");
        client.expect("[\"2\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]",
                "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]", "[\"2\",null,\"room:a\",\"after_join\",{\"a\":1}]",
                "[\"2\",\"3\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                "[\"2\",\"5\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    }

    @Test
    void section12manyJoinsInARowEachReplaceTheOneBefore() {
        client.join("room:a", 1);
        for (int ref = 2; ref <= 20; ref++) {
            client.send("[\"%d\",\"%d\",\"room:a\",\"phx_join\",{}]".formatted(ref, ref));
        }
        for (int ref = 2; ref <= 20; ref++) {
            var old = ref - 1;
            var frame = client.next();
            if (frame.equals("[\"%d\",null,\"room:a\",\"after_join\",{\"a\":1}]".formatted(old))) {
                frame = client.next(); // that one had the time to push
            }
            assertThat(frame)
                    .isEqualTo("[\"%d\",\"%d\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]"
                            .formatted(ref, ref));
            client.expect("[\"%d\",\"%d\",\"room:a\",\"phx_close\",{}]".formatted(old, old));
        }
        client.expect("[\"20\",null,\"room:a\",\"after_join\",{\"a\":1}]");
        client.expectNothingMore("room:a", 20);
    }

    /** Both orders are right: left and then joined, or replaced; a close is never missing and never there twice. */
    @RepeatedTest(60)
    void section12joinRightBehindALeave() {
        client.join("room:a", 1);
        client.send("[\"1\",\"2\",\"room:a\",\"phx_leave\",{}]", "[\"3\",\"3\",\"room:a\",\"phx_join\",{}]");
        var joined = "[\"3\",\"3\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]";
        var closed = "[\"1\",\"1\",\"room:a\",\"phx_close\",{}]";
        var left = "[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]";
        var first = client.next();
        if (first.equals(left)) {
            client.expect(closed);
            assertThat(client.next()).isIn(joined, "[\"1\",null,\"room:a\",\"terminated\",{}]");
        } else {
            assertThat(first).isEqualTo(joined);
            client.expect(closed);
        }
        client.send("[\"3\",\"e\",\"room:a\",\"bare\",{}]");
        String frame;
        do {
            frame = client.next();
            assertThat(frame).isNotIn(closed, left).doesNotContain("phx_error");
        } while (!frame.startsWith("[\"3\",\"e\""));
    }
}
