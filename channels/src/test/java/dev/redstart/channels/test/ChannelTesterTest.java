package dev.redstart.channels.test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.redstart.channels.Channel;
import dev.redstart.channels.Connect;
import dev.redstart.channels.ConnectResult;
import dev.redstart.channels.Event;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Reply;
import dev.redstart.channels.Routes;
import dev.redstart.channels.Socket;
import dev.redstart.channels.UserSocket;
import dev.redstart.process.ExitReason;
import dev.redstart.pubsub.PubSub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The kit on itself: it sees what is there, and says so if something is not. */
class ChannelTesterTest {
    private record Rooms(PubSub pubsub) implements UserSocket<String> {
        @Override
        public Routes routes() {
            return Routes.of("room:*", Room.class, Room::new);
        }

        @Override
        public ConnectResult<String> connect(Connect connect) {
            return connect.authToken().or(() -> connect.param("user")).<ConnectResult<String>>map(ConnectResult::ok)
                    .orElseGet(() -> ConnectResult.refused("who are you?"));
        }

        @Override
        public Optional<String> id(String user) {
            return Optional.of("users:" + user);
        }
    }

    record Gone(String user) {}

    private static final class Room implements Channel<String, Event> {
        @Override
        public JoinResult<String> join(String topic, Payload payload, Socket socket) {
            return topic.equals("room:closed")
                    ? JoinResult.refuse("closed")
                    : JoinResult.joined(topic, payload.isBytes()
                            ? Map.of("bytes", true)
                            : Map.of("user", socket.assign(String.class), "sent", payload));
        }

        @Override
        public void terminate(ExitReason reason, String topic, Socket socket) {
            socket.broadcast("gone", new Gone(socket.assign(String.class)));
        }

        @Override
        public HandleResult<String> handleIn(Event event, String topic, Socket socket) {
            return switch (event.name()) {
                case "echo" -> HandleResult.reply(Reply.ok(event.payload()), topic);
                case "shout" -> {
                    socket.broadcastFrom("shout", event.payload());
                    socket.push("sent", Map.of());
                    yield HandleResult.noReply(topic);
                }
                case "stop" -> HandleResult.stop(ExitReason.NORMAL, topic);
                case "boom" -> throw new IllegalStateException("boom");
                default -> HandleResult.noReply(topic);
            };
        }
    }

    private final ChannelTester tester = ChannelTester.of(new Rooms(PubSub.named("rooms")));
    private final TestClient ana = tester.connect(Map.of("user", "ana"));

    @AfterEach
    void stop() {
        tester.close();
    }

    private TestChannel joined(TestClient client) {
        var room = client.join("room:a");
        room.assertJoined();
        return room;
    }

    @Test
    void joinsAndSeesTheAnswer() {
        var answer = ana.join("room:a", Map.of("x", 1)).assertJoined();
        assertThat(answer.tree()).isEqualTo(Map.of("user", "ana", "sent", Map.of("x", 1)));
        assertThat(ana.join("room:closed").assertRefused().text("reason")).contains("closed");
        assertThatThrownBy(() -> ana.join("room:closed").assertJoined()).isInstanceOf(AssertionError.class)
                .hasMessageContaining("status ok").hasMessageContaining("it is error").hasMessageContaining("closed");
    }

    @Test
    void payloadsGoThroughRealEncoding() {
        record Sent(List<Integer> numbers) {}
        var room = joined(ana);
        assertThat(room.push("echo", new Sent(List.of(1, 2))).assertReply("ok").tree())
                .isEqualTo(Map.of("numbers", List.of(1, 2)));
        var cycle = new HashMap<String, Object>();
        cycle.put("self", cycle);
        assertThatThrownBy(() -> room.push("echo", cycle)).hasMessageContaining("has no JSON form");
    }

    @Test
    void bytesBothWays() {
        var room = joined(ana);
        var answer = room.push("echo", Payload.ofBytes(new byte[]{1, 2, 3})).assertReply("ok");
        assertThat(answer.isBytes()).isTrue();
        assertThat(answer.bytes().remaining()).isEqualTo(3);
        var bo = joined(tester.connect(Map.of("user", "bo")));
        room.push("shout", Payload.ofBytes(new byte[]{4}));
        assertThat(bo.assertPush("shout").bytes().get(0)).isEqualTo((byte) 4);
    }

    @Test
    void pushesAndBroadcastsAreAssertedAndRefuted() {
        var room = joined(ana);
        var bo = joined(tester.connect(Map.of("user", "bo")));
        var topic = tester.listen("room:a");
        room.push("shout", Map.of("n", 1)).refuteReply();
        room.assertPush("sent");
        room.refutePush("shout");
        assertThat(bo.assertPush("shout").tree()).isEqualTo(Map.of("n", 1));
        assertThat(topic.assertBroadcast("shout").tree()).isEqualTo(Map.of("n", 1));
        topic.refuteBroadcast("shout");
        room.push("shout", Map.of());
        assertThatThrownBy(() -> {
            bo.refutePush("shout");
            bo.refutePush("shout");
            topic.assertBroadcast("shout");
            topic.refuteBroadcast("sent");
            throw new AssertionError("neither saw it");
        }).isInstanceOf(AssertionError.class).hasMessageContaining("expected no event shout");
    }

    @Test
    void leavesClosesAndCrashes() {
        var room = joined(ana);
        room.leave().assertReply("ok");
        room.assertClosed();
        var second = joined(ana);
        second.push("boom", Map.of());
        second.assertCrashed();
        var third = joined(ana);
        third.push("stop", Map.of());
        third.assertClosed();
        ana.assertAlive();
    }

    @Test
    void connectMayRefuseAndSeesTheAuthToken() {
        assertThat(tester.tryConnect(Map.of(), Map.of(), Optional.empty()))
                .isEqualTo(new ChannelTester.Outcome.Refused(403, ""));
        assertThatThrownBy(tester::connect).isInstanceOf(AssertionError.class).hasMessageContaining("403");
        assertThat(tester.tryConnect(Map.of(), Map.of("x-a", "b"), Optional.of("token")))
                .isInstanceOf(ChannelTester.Outcome.Connected.class);
    }

    @Test
    void aForcedDisconnectIsSeen() {
        joined(ana);
        new dev.redstart.channels.Broadcast("users:ana", "disconnect", Map.of())
                .on(((Rooms) tester.socket()).pubsub());
        ana.assertClosed(1001);
    }

    /** Also a channel's last words are broadcast. */
    @Test
    void aClientThatGoesAwayEndsItsChannels() {
        var topic = tester.listen("room:a");
        var bo = tester.connect(Map.of("user", "bo"));
        joined(bo);
        bo.close();
        assertThat(topic.assertBroadcast("gone").as(Gone.class)).isEqualTo(new Gone("bo"));
    }

    /** Phoenix's kit cannot. */
    @Test
    void aJoinMayCarryBytes() {
        assertThat(ana.join("room:a", Payload.ofBytes(new byte[]{1})).assertJoined().get("bytes")).contains(true);
    }
}
