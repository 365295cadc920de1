package dev.redstart.pubsub.presence;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import dev.redstart.pubsub.presence.PresenceMessage.Changed;
import dev.redstart.pubsub.presence.PresenceMessage.Heartbeat;
import dev.redstart.pubsub.presence.PresenceMessage.Transfer;
import dev.redstart.pubsub.presence.PresenceMessage.TransferRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The rules of PROTOCOL.md 20, cluster side, one by one, between two or three replicas. */
class ReplicationTest {
    private static final TrackerTimes TIMES = SimulatedCluster.TIMES;

    private final SimulatedCluster cluster = new SimulatedCluster(3);
    private SimulatedCluster.Member a;
    private SimulatedCluster.Member b;

    @BeforeEach
    void allKnowEachOther() {
        a = cluster.member(0);
        b = cluster.member(1);
        cluster.deliverAll();
    }

    private long sent(Class<? extends PresenceMessage> kind) {
        return cluster.network.stream().filter(packet -> kind.isInstance(packet.message())).count();
    }

    @Test
    void aChangeIsToldInTheNextPeriodAndOnlyOnce() {
        a.track("ana");
        assertThat(cluster.network).isEmpty();
        cluster.tick();
        assertThat(sent(Changed.class)).isEqualTo(2);
        cluster.deliverAll();
        cluster.assertEverybodySeesWhoIsThere();
        cluster.tick();
        assertThat(sent(Changed.class)).isZero();
    }

    @Test
    void aSilentReplicaSendsAHeartbeatNowAndThen() {
        for (int period = 1; period < TIMES.silentPeriods(); period++) {
            cluster.tick();
            assertThat(cluster.network).isEmpty();
        }
        cluster.tick();
        assertThat(sent(Heartbeat.class)).isEqualTo(6);
    }

    @Test
    void whatWasMissedIsAskedForAndOnlyThat() {
        a.track("ana");
        cluster.tick();
        cluster.network.clear();
        a.track("bo");
        cluster.tick();
        cluster.network.removeIf(packet -> packet.to() == 2);
        cluster.deliver(cluster.network.removeFirst());
        assertThat(cluster.network).extracting(SimulatedCluster.Packet::message)
                .containsExactly(new TransferRequest(b.replica, 0));
        cluster.deliver(cluster.network.removeFirst());
        assertThat(sent(Transfer.class)).isEqualTo(1);
        cluster.deliverAll();
        assertThat(b.there).hasSize(2);
    }

    @Test
    void aRemovalThatWasLostIsNoticedByTheNextHeartbeat() {
        a.track("ana");
        cluster.run(TIMES.period());
        a.untrack(0, 1);
        cluster.tick();
        cluster.network.clear();
        assertThat(b.there).hasSize(1);
        cluster.run(TIMES.period().multipliedBy(TIMES.silentPeriods()));
        assertThat(b.there).isEmpty();
    }

    /** The second update names what the first one added, but not what that removed. */
    @Test
    void anUpdateThatWasLostIsNoticedThoughTheNextOneNamesIt() {
        a.track("ana");
        cluster.run(TIMES.period());
        a.update(0);
        cluster.tick();
        cluster.network.clear();
        a.update(0);
        cluster.run(TIMES.period());
        cluster.assertEverybodySeesWhoIsThere();
    }

    @Test
    void aRequestThatWasLostIsRepeated() {
        a.track("ana");
        cluster.tick();
        cluster.network.clear();
        a.track("bo");
        cluster.tick();
        cluster.deliver(cluster.network.removeFirst());
        cluster.network.clear();
        cluster.tick();
        assertThat(sent(TransferRequest.class)).isEqualTo(1);
        cluster.deliverAll();
        assertThat(b.there).hasSize(2);
        cluster.tick();
        assertThat(sent(TransferRequest.class)).isZero();
    }

    @Test
    void aNewReplicaLearnsAllAtOnce() {
        a.track("ana");
        b.track("bo");
        cluster.run(TIMES.period());
        var fresh = cluster.restart(2);
        cluster.deliverAll();
        assertThat(fresh.there).hasSize(2);
    }

    @Test
    void aReplicaThatIsSilentHasLeftUntilItIsHeardAgain() {
        a.track("ana");
        cluster.run(TIMES.period());
        cluster.cut(0, 1);
        cluster.run(TIMES.down());
        assertThat(b.there).isEmpty();
        assertThat(cluster.member(2).there).as("who still hears it").hasSize(1);
        assertThat(a.there).as("itself").hasSize(1);
        cluster.heal();
        cluster.run(TIMES.period().multipliedBy(TIMES.silentPeriods()));
        cluster.assertEverybodySeesWhoIsThere();
    }

    @Test
    void aReplicaThatWasForgottenComesBackWhole() {
        a.track("ana");
        cluster.run(TIMES.period());
        cluster.cut(0, 1);
        cluster.run(TIMES.permDown().plus(TIMES.down()));
        assertThat(b.replication.state().entries(a.replica)).isEmpty();
        a.track("bo");
        cluster.heal();
        cluster.run(TIMES.down());
        cluster.assertEverybodySeesWhoIsThere();
    }

    @Test
    void aRestartedReplicaReplacesItsOldLifeAtOnce() {
        a.track("ana");
        cluster.run(TIMES.period());
        cluster.restart(0);
        cluster.deliverAll();
        assertThat(b.there).isEmpty();
        assertThat(b.replication.state().seen(a.replica).isEmpty()).isTrue();
    }

    @Test
    void aNewLifeThatHasSomethingAlreadyTellsItAtOnce() {
        a.track("ana");
        cluster.run(TIMES.period());
        var fresh = cluster.restart(0);
        cluster.network.clear();
        fresh.track("ana");
        fresh.replication.begin();
        assertThat(sent(Changed.class)).isEqualTo(2);
        cluster.deliver(cluster.network.removeFirst());
        assertThat(b.there).containsExactlyElementsOf(fresh.tracked);
    }

    @Test
    void whatComesLateFromAnEarlierLifeIsNotListenedTo() {
        a.track("ana");
        cluster.tick();
        var late = cluster.network.removeFirst();
        cluster.deliverAll();
        cluster.restart(0);
        cluster.deliverAll();
        cluster.deliver(late);
        assertThat(b.there).isEmpty();
    }

    @Test
    void aNodeWhoseClockWentBackIsHeardOnceItsOldLifeIsSilent() {
        var early = new Replica("node0", 0);
        b.replication.receive(new Heartbeat(early, 0), 0);
        assertThat(b.replication.isUp(early)).isFalse();
        a.crash();
        cluster.run(TIMES.down());
        b.replication.receive(new Heartbeat(early, 0), 0);
        assertThat(b.replication.isUp(early)).isTrue();
    }

    @Test
    void whoLeavesIsGoneAtOnce() {
        a.track("ana");
        cluster.run(TIMES.period());
        a.replication.end(true);
        cluster.deliverAll();
        assertThat(b.there).isEmpty();
        assertThat(b.replication.isUp(a.replica)).isFalse();
    }

    @Test
    void whoEndsTellsWhatItHasNotToldYet() {
        a.track("ana");
        cluster.run(TIMES.period());
        a.untrack(0, 1);
        a.replication.end(false);
        cluster.deliverAll();
        assertThat(b.there).isEmpty();
        assertThat(b.replication.isUp(a.replica)).isTrue();
    }

    @Test
    void nobodySpeaksForOthers() {
        a.track("ana");
        b.replication.receive(new Changed(cluster.member(2).replica, a.replication.state().extract()), 0);
        assertThat(b.there).isEmpty();
        assertThat(b.replication.state().seen(a.replica).isEmpty()).isTrue();
    }

    @Test
    void anEchoIsNotListenedTo() {
        a.track("ana");
        var own = new Changed(a.replica, Delta.of(List.of(), a.replica, Ranges.of(1, 1)));
        a.replication.receive(own, 0);
        assertThat(a.there).hasSize(1);
    }

    @Test
    void whoCouldNotListenTakesNobodyForDead() {
        a.track("ana");
        cluster.run(TIMES.period());
        var late = TIMES.down().multipliedBy(2);
        b.replication.tick(TIMES.period().multipliedBy(2).plus(late).toNanos());
        assertThat(b.there).hasSize(1);
    }

    @Test
    void anUpdateIsOneEntryInPlaceOfAnotherAndNamesIt() {
        a.track("ana");
        cluster.run(TIMES.period());
        var old = a.tracked.getFirst();
        a.update(0);
        cluster.run(TIMES.period());
        var fresh = b.there.iterator().next();
        assertThat(b.there).hasSize(1);
        assertThat(fresh.previousRef()).contains(old.ref());
        assertThat(fresh.ref()).isNotEqualTo(old.ref()).hasSize(16);
        assertThat(fresh.meta()).isEqualTo("changed");
    }

    @Test
    void refsTellClocksLivesAndNodesApart() {
        var refs = Stream.of(new Replica("a", 1), new Replica("a", 2), new Replica("b", 1))
                .flatMap(replica -> LongStream.of(1, 2, 1L << 32, (1L << 32) + 1)
                        .mapToObj(replica::refOf))
                .toList();
        assertThat(refs).doesNotHaveDuplicates().allMatch(ref -> ref.matches("[A-Za-z0-9_-]{16}"));
    }

    @Test
    void whoIsAloneKeepsNothingForOthers() {
        var alone = new Replication(a.replica, TIMES, LocalPresence.NOWHERE, a, 0);
        var entry = alone.track("topic", "key", "meta");
        alone.untrack(List.of(alone.update(entry, "other")));
        assertThat(alone.own()).isEmpty();
        assertThat(a.there).isEmpty();
    }

    @Test
    void timesThatCannotWorkAreRefused() {
        var second = Duration.ofSeconds(1);
        for (Runnable bad : List.<Runnable>of(
                () -> new TrackerTimes(Duration.ZERO, 1, second, second),
                () -> new TrackerTimes(second, 0, second, second),
                () -> new TrackerTimes(second, 10, second, second),
                () -> new TrackerTimes(second, 1, Duration.ofSeconds(5), second))) {
            assertThatThrownBy(bad::run)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
