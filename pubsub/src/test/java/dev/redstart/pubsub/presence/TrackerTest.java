package dev.redstart.pubsub.presence;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import dev.redstart.Redstart;
import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.test.TestRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A tracker on one node, as its users see it (PROTOCOL.md 20). */
class TrackerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<TopicDiff> told = new LinkedBlockingQueue<>();
    private Tracker tracker = Tracker.named("online").listener(() -> told::add);
    private Redstart system = Redstart.start(supervisor("node").child(tracker));

    /** Another one in the place of what runs. */
    private void start(Tracker other) {
        system.close();
        tracker = other;
        system = Redstart.start(supervisor("node").child(other));
    }

    @AfterEach
    void stop() {
        system.close();
    }

    /** A process that is there until it is ended. */
    private Pid process() {
        return process(system.node());
    }

    private static Pid process(LocalNode node) {
        return node.start(ProcessSpec.<Object>direct("somebody", () -> self -> new CountDownLatch(1).await()))
                .orElseThrow().pid();
    }

    private TopicDiff nextTold() throws InterruptedException {
        return Objects.requireNonNull(told.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS),
                "nothing was told");
    }

    @Test
    void whoIsTrackedIsThereAtOnce() throws InterruptedException {
        var entry = tracker.track(process(), "room", "ana", "phone");
        assertThat(tracker.list("room")).containsExactly(Map.entry("ana", List.of(entry)));
        assertThat(tracker.get("room", "ana").getFirst().meta()).isEqualTo("phone");
        assertThat(tracker.count("room")).isEqualTo(1);
        assertThat(tracker.page("room", 1).entries()).hasSize(1);
        assertThat(tracker.list("other room")).isEmpty();
        assertThat(nextTold()).isEqualTo(new TopicDiff("room", List.of(entry), List.of()));
    }

    @Test
    void trackingTwiceIsRefused() {
        var ana = process();
        tracker.track(ana, "room", "ana", "phone");
        assertThatThrownBy(() -> tracker.track(ana, "room", "ana", "phone"))
                .isInstanceOf(TrackException.AlreadyTracked.class).hasMessageContaining("topic room under key ana");
        tracker.track(ana, "room", "other key", "phone");
        tracker.track(ana, "other room", "ana", "phone");
        tracker.track(process(), "room", "ana", "laptop");
        assertThat(tracker.count("room")).isEqualTo(2);
    }

    @Test
    void anUpdateIsTheNewEntryInTheOldOnesPlace() throws InterruptedException {
        var ana = process();
        var old = tracker.track(ana, "room", "ana", "here");
        nextTold();
        var fresh = tracker.update(ana, "room", "ana", "away");
        assertThat(fresh.previousRef()).contains(old.ref());
        assertThat(tracker.get("room", "ana")).containsExactly(fresh);
        assertThat(nextTold()).isEqualTo(new TopicDiff("room", List.of(fresh), List.of(old)));
    }

    @Test
    void anUpdateOfNothingIsRefused() {
        var ana = process();
        assertThatThrownBy(() -> tracker.update(ana, "room", "ana", "away"))
                .isInstanceOf(TrackException.NotTracked.class).hasMessageContaining("topic room under key ana");
    }

    @Test
    void untrackingTakesBackOneOrAll() throws InterruptedException {
        var ana = process();
        var here = tracker.track(ana, "room", "ana", "phone");
        tracker.track(ana, "room", "alias", "phone");
        tracker.track(ana, "other room", "ana", "phone");
        tracker.untrack(ana, "room", "ana");
        assertThat(tracker.list("room").keySet()).containsExactly("alias");
        tracker.untrack(ana, "room", "ana");
        tracker.untrack(ana);
        assertThat(tracker.list("room")).isEmpty();
        assertThat(tracker.list("other room")).isEmpty();
        assertThat(tracker.track(ana, "room", "ana", "phone").ref()).isNotEqualTo(here.ref());
    }

    @Test
    void whoDiesHasLeft() {
        var ana = process();
        tracker.track(ana, "room", "ana", "phone");
        tracker.track(ana, "other room", "ana", "phone");
        tracker.update(ana, "room", "ana", "away");
        var phone = process();
        tracker.track(phone, "room", "ana", "other");
        system.exit(ana, ExitReason.KILL);
        await().atMost(PATIENCE).until(() -> tracker.count("other room") == 0);
        assertThat(tracker.get("room", "ana")).extracting(Entry::meta).containsExactly("other");
    }

    @Test
    void section20whoDiesLeavesATopicInOneDiffWithAllItsKeys() throws InterruptedException {
        var ana = process();
        var entries = new HashSet<Entry>();
        for (var key : List.of("ana", "alias", "third")) {
            entries.add(tracker.track(ana, "room", key, "phone"));
        }
        for (int joined = 0; joined < entries.size();) {
            joined += nextTold().joins().size();
        }
        system.exit(ana, ExitReason.KILL);
        assertThat(Set.copyOf(nextTold().leaves())).isEqualTo(entries);
    }

    @Test
    void section20theTimesArePhoenixsUnlessSaidOtherwise() {
        assertThat(TrackerTimes.DEFAULT).isEqualTo(
                new TrackerTimes(Duration.ofMillis(1_500), 10, Duration.ofSeconds(30), Duration.ofMinutes(20)));
    }

    @Test
    void whoIsDeadAlreadyDoesNotStay() {
        var ana = process();
        system.node().stop(ana, ExitReason.KILL, PATIENCE);
        tracker.track(ana, "room", "ana", "phone");
        await().atMost(PATIENCE).until(() -> tracker.count("room") == 0);
    }

    @Test
    void shardsShareTheTopics() {
        start(Tracker.named("online").shards(3));
        var ana = process();
        IntStream.range(0, 30).forEach(i -> tracker.track(ana, "room" + i, "ana", i));
        assertThat(IntStream.range(0, 30).allMatch(i -> tracker.count("room" + i) == 1)).isTrue();
        tracker.untrack(ana);
        assertThat(IntStream.range(0, 30).allMatch(i -> tracker.count("room" + i) == 0)).isTrue();
    }

    @Test
    void aShardThatWasKilledGoesOnWithWhoIsThere() throws InterruptedException {
        var ana = process();
        var old = tracker.track(ana, "room", "ana", "phone");
        var bo = process();
        tracker.track(bo, "room", "bo", "phone");
        nextTold();
        var shard = Name.<ShardMessage>of("online/0");
        var before = system.whereis(shard).orElseThrow().pid();
        system.exit(before, ExitReason.KILL);
        await().atMost(PATIENCE)
                .until(() -> system.whereis(shard).filter(now -> !now.pid().equals(before)).isPresent());
        await().atMost(PATIENCE).until(() -> !tracker.get("room", "ana").contains(old));
        assertThat(tracker.list("room").keySet()).containsExactly("ana", "bo");
        system.exit(bo, ExitReason.KILL);
        await().atMost(PATIENCE).until(() -> tracker.count("room") == 1);
        tracker.update(ana, "room", "ana", "laptop");
        var seen = new HashSet<Entry>();
        seen.add(old);
        await().atMost(PATIENCE).until(() -> {
            for (var diff = told.poll(); diff != null; diff = told.poll()) {
                seen.addAll(diff.joins());
                diff.leaves().forEach(seen::remove);
            }
            return seen.equals(Set.copyOf(tracker.get("room", "ana")));
        });
    }

    @Test
    void aListenerThatThrowsIsToldOfTheNextChange() throws InterruptedException {
        var failures = new LinkedBlockingQueue<TrackerEvent.ListenerFailed>();
        start(Tracker.named("online").listener(() -> diff -> {
            told.add(diff);
            if (diff.topic().equals("bad room")) {
                throw new IllegalStateException("on purpose");
            }
        }));
        system.telemetry().listen(event -> {
            if (event instanceof TrackerEvent.ListenerFailed failed) {
                failures.add(failed);
            }
        });
        tracker.track(process(), "bad room", "ana", "phone");
        nextTold();
        tracker.track(process(), "room", "ana", "phone");
        assertThat(nextTold().topic()).isEqualTo("room");
        assertThat(failures.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).extracting(TrackerEvent::describe)
                .asString().contains("presence online").contains("on purpose");
    }

    @Test
    void whatAListenerWasBeingToldWhenItWasKilledItIsToldAgain() throws InterruptedException {
        var hanging = new CountDownLatch(1);
        var first = new AtomicBoolean(true);
        start(Tracker.named("online").listener(() -> diff -> {
            if (first.getAndSet(false)) {
                hanging.countDown();
                new CountDownLatch(1).await();
            }
            told.add(diff);
        }));
        var entry = tracker.track(process(), "room", "ana", "phone");
        hanging.await();
        system.exit(system.whereis(Name.<Object>of("online/0/announcer")).orElseThrow().pid(), ExitReason.KILL);
        assertThat(nextTold()).isEqualTo(new TopicDiff("room", List.of(entry), List.of()));
    }

    @Test
    void aWindowPutsChangesTogether() {
        var hour = Duration.ofHours(1);
        try (var runtime = TestRuntime.onVirtualTime()) {
            var windowed = Tracker.named("online").listener(() -> told::add).window(hour);
            runtime.startTree(windowed);
            var ana = runtime.<Object>probe("ana").pid();
            var first = windowed.track(ana, "room", "ana", "phone");
            var gone = windowed.track(ana, "room", "gone", "phone");
            var last = windowed.update(ana, "room", "ana", "laptop");
            windowed.untrack(ana, "room", "gone");
            runtime.settle();
            assertThat(told).isEmpty();
            runtime.advance(hour);
            runtime.settle();
            assertThat(told).containsExactly(
                    new TopicDiff("room", List.of(first, gone, last), List.of(first, gone)));
        }
    }

    @Test
    void whatChangesWhileTheListenerIsBusyIsPutTogether() throws InterruptedException {
        var busy = new CountDownLatch(1);
        start(Tracker.named("online").listener(() -> diff -> {
            told.add(diff);
            busy.await();
        }));
        var ana = process();
        tracker.track(ana, "room", "ana", "phone");
        nextTold();
        var bo = tracker.track(process(), "room", "bo", "phone");
        var old = tracker.get("room", "ana").getFirst();
        tracker.untrack(ana);
        busy.countDown();
        assertThat(nextTold()).isEqualTo(new TopicDiff("room", List.of(bo), List.of(old)));
    }

    @Test
    void aTrackerThatDoesNotRunSaysSo() {
        var idle = Tracker.named("online");
        assertThatThrownBy(() -> idle.list("room")).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("presence online does not run");
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        var online = Tracker.named("online");
        assertThatThrownBy(() -> Tracker.named(" ")).hasMessageContaining("blank");
        assertThatThrownBy(() -> online.shards(0)).hasMessageContaining("was 0");
        assertThatThrownBy(() -> online.window(Duration.ofSeconds(-1))).hasMessageContaining("negative");
        assertThatThrownBy(() -> tracker.page("room", 0)).hasMessageContaining("was 0");
    }

    @Test
    void aTrackerCanBeStartedAgainAndIsEmptyThen() {
        tracker.track(process(), "room", "ana", "phone");
        start(tracker);
        assertThat(tracker.list("room")).isEmpty();
    }

    @Test
    void itsSizeIsMeasured() {
        tracker.track(process(), "room", "ana", "phone");
        tracker.track(process(), "room", "ana", "laptop");
        tracker.track(process(), "other", "ana", "phone");
        assertThat(system.telemetry().meters()).filteredOn(meter -> meter.name().equals("redstart.presence.keys"))
                .singleElement().satisfies(meter -> assertThat(meter.value()).isEqualTo(2));
    }
}
