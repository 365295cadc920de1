package dev.redstart.pubsub.presence;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

import dev.redstart.Redstart;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Trackers of several nodes, real processes on the machine's time, with a network that is simulated. What they do in which order is
 * {@link ClusterProperties}; here it is whether the processes pass on what they should.
 */
class TrackerClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final TrackerTimes QUICK = new TrackerTimes(Duration.ofMillis(50), 2, Duration.ofSeconds(3),
            Duration.ofSeconds(60));

    private final SimulatedTransport transport = new SimulatedTransport();
    private final Node a = new Node("a", false);
    private final Node b = new Node("b", true);

    private final class Node {
        final Tracker tracker;
        final Redstart system;
        final Queue<TopicDiff> told = new ConcurrentLinkedQueue<>();

        Node(String name, boolean leavesForGood) {
            tracker = Tracker.named("online").times(QUICK).transport(transport).leavesForGood(leavesForGood)
                    .listener(() -> told::add);
            system = Redstart.start(supervisor(name).child(tracker));
        }

        Pid track(String key) {
            var pid = system.node()
                    .start(ProcessSpec.<Object>direct("somebody", () -> self -> new CountDownLatch(1).await()))
                    .orElseThrow().pid();
            tracker.track(pid, "room", key, "meta of " + key);
            return pid;
        }

        void killShard() {
            system.exit(system.whereis(Name.<Object>of("online/0")).orElseThrow().pid(), ExitReason.KILL);
        }

        void sees(String... keys) {
            await().atMost(PATIENCE).until(() -> tracker.list("room").keySet().equals(Set.of(keys)));
        }
    }

    @AfterEach
    void stop() {
        a.system.close();
        b.system.close();
    }

    @Test
    void everyNodeSeesWhoIsOnTheOthers() {
        a.track("ana");
        var bo = b.track("bo");
        a.sees("ana", "bo");
        b.sees("ana", "bo");
        assertThat(a.tracker.get("room", "bo").getFirst().ref())
                .isEqualTo(b.tracker.get("room", "bo").getFirst().ref());
        b.system.exit(bo, ExitReason.KILL);
        a.sees("ana");
    }

    @Test
    void aNodeThatIsNotHeardIsEmptyUntilItIs() {
        a.track("ana");
        b.track("bo");
        a.sees("ana", "bo");
        transport.cut("b");
        a.sees("ana");
        b.sees("bo");
        b.track("cleo");
        transport.heal();
        a.sees("ana", "bo", "cleo");
        b.sees("ana", "bo", "cleo");
    }

    /** PROTOCOL.md 20: one split is one diff for each topic, however many are on it. */
    @Test
    void section20aSplitIsOneDiffForEachTopicAndSoIsItsEnd() {
        var people = List.of("ana", "bo", "cleo");
        people.forEach(a::track);
        a.tracker.track(a.track("dan"), "other room", "dan", "meta");
        b.sees("ana", "bo", "cleo", "dan");
        b.told.clear();
        transport.cut("a");
        b.sees();
        await().atMost(PATIENCE).until(() -> b.told.size() == 2);
        assertThat(b.told).allMatch(diff -> diff.joins().isEmpty()).extracting(diff -> diff.leaves().size())
                .containsExactlyInAnyOrder(4, 1);
        b.told.clear();
        transport.heal();
        b.sees("ana", "bo", "cleo", "dan");
        await().atMost(PATIENCE).until(() -> b.told.size() == 2);
        assertThat(b.told).allMatch(diff -> diff.leaves().isEmpty()).extracting(diff -> diff.joins().size())
                .containsExactlyInAnyOrder(4, 1);
    }

    @Test
    void aNodeThatStopsSaysSoIfItIsNotToComeBack() {
        a.track("ana");
        b.track("bo");
        a.sees("ana", "bo");
        b.system.close();
        a.sees("ana");
    }

    @Test
    void aShardThatWasKilledGetsTheOthersEntriesAgain() {
        a.track("ana");
        b.track("bo");
        a.sees("ana", "bo");
        b.sees("ana", "bo");
        var old = a.tracker.get("room", "ana").getFirst();
        a.killShard();
        await().atMost(PATIENCE).until(() -> !a.tracker.get("room", "ana").contains(old));
        a.sees("ana", "bo");
        await().atMost(PATIENCE).until(() -> !b.tracker.get("room", "ana").contains(old));
        b.sees("ana", "bo");
    }

    /** It tells what it has with its first message, so nobody sees people leave and come back. */
    @Test
    void aShardThatWasKilledIsReplacedInOneDiffOnEveryNode() {
        a.track("ana");
        b.sees("ana");
        var old = a.tracker.get("room", "ana").getFirst();
        a.killShard();
        for (var node : List.of(a, b)) {
            await().atMost(PATIENCE).until(() -> node.told.stream().anyMatch(diff -> diff.leaves().contains(old)));
            assertThat(node.told).filteredOn(diff -> diff.leaves().contains(old)).singleElement().satisfies(
                    diff -> assertThat(diff.joins()).extracting(Entry::key).containsExactly("ana"));
        }
    }
}
