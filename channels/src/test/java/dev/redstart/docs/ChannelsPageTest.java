package dev.redstart.docs;

import java.util.List;
import java.util.Map;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Payload;
import dev.redstart.channels.test.ChannelTester;
import dev.redstart.channels.test.TestChannel;
import dev.redstart.pubsub.PubSub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What {@code docs/channels.md} says of its snippets. */
class ChannelsPageTest {
    private final PubSub pubsub = PubSub.named("guide");
    private final ChannelTester tester = ChannelTester.of(new RoomGuide.ChatSocket(pubsub));

    @AfterEach
    void stop() {
        tester.close();
    }

    private TestChannel joined(String user) {
        return joined(user, "room:lobby");
    }

    private TestChannel joined(String user, String topic) {
        var channel = tester.connect(Map.of("user", user)).join(topic);
        channel.assertJoined();
        return channel;
    }

    @Test
    void theTestOfThePageRuns() {
        RoomGuide.aShoutReachesEverybody();
    }

    @Test
    void theTreeIsMade() {
        assertThat(RoomGuide.tree(pubsub, RoomGuide.endpoint(pubsub)).id()).isEqualTo("chat");
    }

    @Test
    void whatDoesNotFitIsAnsweredWithItsFieldsAndTheChannelLivesOn() {
        var ana = joined("ana");
        assertThat(ana.push("history", Map.of("last", 0)).assertReply("error").tree())
                .isEqualTo(Map.of("reason", "invalid_payload", "fields", List.of("last")));
        assertThat(ana.push("history", Map.of()).assertReply("error").tree())
                .isEqualTo(Map.of("reason", "invalid_payload", "fields", List.of("last")));
        assertThat(ana.push("dance", Map.of()).assertReply("error").text("reason")).contains("unknown_event");
        assertThat(ana.push("history", Map.of("last", 5)).assertReply("ok").get("last")).contains(5);
    }

    @Test
    void aLateAnswerComes() {
        assertThat(joined("ana").push("slow", Map.of()).assertReply("ok").text("at")).contains("last");
    }

    @Test
    void aWhisperReachesOneOnly() {
        var ana = joined("ana");
        var bo = joined("bo");
        new Broadcast("room:lobby", "whisper", Map.of("to", "bo", "body", "psst")).on(pubsub);
        assertThat(bo.assertPush("whisper").text("body")).contains("psst");
        ana.refutePush("whisper");
    }

    @Test
    void aPipePassesBytesOn() {
        var ana = joined("ana", "pipe:1");
        var bo = joined("bo", "pipe:1");
        ana.push("blob", Payload.ofBytes(new byte[]{7}));
        assertThat(bo.assertPush("blob").bytes().get(0)).isEqualTo((byte) 7);
    }

    @Test
    void anybodyMayPublishAndThrowOut() {
        var client = tester.connect(Map.of("user", "ana"));
        var ana = client.join("room:lobby");
        ana.assertJoined();
        RoomGuide.announce(pubsub, "tea");
        assertThat(ana.assertPush("news").text("text")).contains("tea");
        RoomGuide.throwOut(pubsub, "ana");
        client.assertClosed(1001);
    }

    @Test
    void aChannelMayStop() {
        var ana = joined("ana");
        ana.push("leave", Map.of());
        ana.assertClosed();
    }
}
