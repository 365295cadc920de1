package dev.redstart.docs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Connect;
import dev.redstart.channels.ConnectResult;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Routes;
import dev.redstart.channels.UserSocket;
import dev.redstart.channels.test.ChannelTester;
import dev.redstart.channels.test.ChannelTester.Outcome;
import dev.redstart.channels.test.TestChannel;
import dev.redstart.endpoint.token.Tokens;
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

    /** As the chat, but connects by token. */
    private record TokenSocket(PubSub pubsub, Tokens tokens) implements UserSocket<RoomGuide.User> {
        @Override
        public Routes routes() {
            return new RoomGuide.ChatSocket(pubsub).routes();
        }

        @Override
        public ConnectResult<RoomGuide.User> connect(Connect connect) {
            return RoomGuide.byToken(connect, tokens);
        }
    }

    @Test
    void aTokenSaysWhoItIs() {
        var tokens = Tokens.of("a secret of more than twenty bytes", "user socket");
        try (var byToken = ChannelTester.of(new TokenSocket(PubSub.named("tokens"), tokens))) {
            var ana = byToken.tryConnect(Map.of(), Map.of(), Optional.of(RoomGuide.tokenFor("ana", tokens)));
            assertThat(ana).isInstanceOfSatisfying(Outcome.Connected.class, connected -> {
                var room = connected.client().join("room:lobby");
                room.push("shout", Map.of("body", "hi"));
                assertThat(room.assertPush("shout").text("user")).contains("ana");
            });
            assertThat(byToken.tryConnect(Map.of(), Map.of(), Optional.of("made up")))
                    .isEqualTo(new Outcome.Refused(403, ""));
        }
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
