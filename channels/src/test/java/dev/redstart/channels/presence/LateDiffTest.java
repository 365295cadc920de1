package dev.redstart.channels.presence;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import dev.redstart.channels.Channel;
import dev.redstart.channels.Connect;
import dev.redstart.channels.ConnectResult;
import dev.redstart.channels.Event;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.Payload;
import dev.redstart.channels.Routes;
import dev.redstart.channels.Socket;
import dev.redstart.channels.UserSocket;
import dev.redstart.channels.test.ChannelTester;
import dev.redstart.pubsub.PubSub;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** States show at once who comes and goes, diffs may be late; clients that saw a state in between must end up right (PROTOCOL.md 20). */
class LateDiffTest {
    private static final String ROOM = "room:x";

    private final CountDownLatch busy = new CountDownLatch(1);
    private final PubSub pubsub = PubSub.named("late");
    private final Presence presence = Presence.named("people", pubsub).fetch((topic, people) -> {
        if (topic.equals("room:busy")) {
            busy.await(); // all diffs wait behind this one
        }
        return people;
    });
    private final ChannelTester tester = ChannelTester.of(new Onlookers(pubsub, presence), pubsub, presence);

    private record Onlookers(PubSub pubsub, Presence presence) implements UserSocket<String> {
        @Override
        public Routes routes() {
            return Routes.of("room:*", Onlooker.class, () -> new Onlooker(presence));
        }

        @Override
        public ConnectResult<String> connect(Connect connect) {
            return ConnectResult.ok("somebody");
        }
    }

    /** Sees the state and is not there itself. */
    private record Onlooker(Presence presence) implements Channel<String, Event> {
        @Override
        public JoinResult<String> join(String topic, Payload payload, Socket socket) {
            return JoinResult.joined(topic);
        }

        @Override
        public String afterJoin(String topic, Socket socket) {
            presence.pushState(socket);
            return topic;
        }

        @Override
        public HandleResult<String> handleIn(Event event, String topic, Socket socket) {
            return HandleResult.noReply(topic);
        }
    }

    record Ref(String phx_ref) {}

    record Bo(List<Ref> metas) {
        List<String> refs() {
            return metas.stream().map(Ref::phx_ref).toList();
        }
    }

    record State(Bo bo) {}

    record Diff(State joins, State leaves) {}

    @AfterEach
    void stop() {
        busy.countDown();
        tester.close();
    }

    @Test
    void section20whoWasSeenAndWentBeforeTheDiffIsToldToHaveLeft() {
        var pid = tester.system().root().ref().pid();
        presence.track(pid, "room:busy", "ana", Map.of());
        var ref = presence.track(pid, ROOM, "bo", Map.of());
        var onlooker = tester.connect().join(ROOM);
        assertThat(onlooker.assertPush("presence_state").as(State.class).bo.refs()).containsExactly(ref);
        presence.untrack(pid, ROOM, "bo");
        busy.countDown();
        var diff = onlooker.assertPush("presence_diff").as(Diff.class);
        assertThat(diff.joins.bo.refs()).containsExactly(ref);
        assertThat(diff.leaves.bo.refs()).containsExactly(ref);
    }

    @Test
    void section20aMetaThatWasSeenAndChangedBeforeTheDiffIsToldToHaveGone() {
        var pid = tester.system().root().ref().pid();
        presence.track(pid, "room:busy", "ana", Map.of());
        var first = presence.track(pid, ROOM, "bo", Map.of());
        var onlooker = tester.connect().join(ROOM);
        assertThat(onlooker.assertPush("presence_state").as(State.class).bo.refs()).containsExactly(first);
        var second = presence.update(pid, ROOM, "bo", Map.of());
        busy.countDown();
        var diff = onlooker.assertPush("presence_diff").as(Diff.class);
        assertThat(diff.joins.bo.refs()).containsExactly(first, second);
        assertThat(diff.leaves.bo.refs()).containsExactly(first);
    }
}
