package dev.redstart.pubsub.presence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** The laws of the add-wins set. */
class DeltaProperties {
    private static final int REPLICAS = 5;
    private static final int CLOCKS = 6;

    /** Any pieces of one history: for each dot, whether it was seen, and if so, whether it is still there. */
    @Provide
    Arbitrary<Delta> deltas() {
        return Arbitraries.integers().between(0, 2).list().ofSize(REPLICAS * CLOCKS).map(DeltaProperties::delta);
    }

    private static Delta delta(List<Integer> dots) {
        var entries = new LinkedHashSet<Entry>();
        var context = Dots.NONE;
        for (int i = 0; i < dots.size(); i++) {
            var replica = new Replica("r" + i / CLOCKS, 1);
            long clock = 1L + i % CLOCKS;
            if (dots.get(i) > 0) {
                context = context.union(Dots.of(replica, Ranges.of(clock, clock)));
            }
            if (dots.get(i) > 1) {
                entries.add(new Entry(replica, clock, 0, "topic", "key" + clock % 2, i));
            }
        }
        return new Delta(entries, context);
    }

    @Property
    void joiningIsCommutative(@ForAll("deltas") Delta a, @ForAll("deltas") Delta b) {
        assertThat(a.join(b)).isEqualTo(b.join(a));
    }

    @Property
    void joiningIsAssociative(@ForAll("deltas") Delta a, @ForAll("deltas") Delta b, @ForAll("deltas") Delta c) {
        assertThat(a.join(b).join(c)).isEqualTo(a.join(b.join(c)));
    }

    @Property
    void joiningIsIdempotent(@ForAll("deltas") Delta a, @ForAll("deltas") Delta b) {
        assertThat(a.join(a)).isEqualTo(a);
        assertThat(a.join(b).join(b)).isEqualTo(a.join(b));
        assertThat(a.join(Delta.NONE)).isEqualTo(a);
    }

    @Property
    void aStateIsTheJoinOfWhatItMergedAndTellsWhatChanged(@ForAll @Size(max = 6) List<@From("deltas") Delta> deltas) {
        var state = new PresenceState(new Replica("looks on", 1));
        var joined = Delta.NONE;
        var there = new LinkedHashSet<Entry>();
        for (var delta : deltas) {
            var changes = state.merge(delta);
            joined = joined.join(delta);
            assertThat(Collections.disjoint(there, changes.joined())).isTrue();
            assertThat(there).containsAll(changes.left());
            there.removeAll(changes.left());
            there.addAll(changes.joined());
            assertThat(state.extract()).isEqualTo(joined);
            assertThat(there).isEqualTo(joined.entries());
        }
    }

    // ---- five replicas ------------------------------------------------------------------------------------------------------------

    /** What one of the five does, and what becomes of the delta on its way to each of the others. */
    record Step(int replica, int kind, int which) {}

    @Provide
    Arbitrary<List<Step>> histories() {
        return Combinators.combine(Arbitraries.integers().between(0, REPLICAS - 1),
                Arbitraries.integers().between(0, 2), Arbitraries.integers().between(0, 20)).as(Step::new)
                .list().ofMaxSize(60);
    }

    /** Deltas are lost, come twice, and come in another order than they were sent; then each tells each other everything. */
    @Property
    void replicasConvergeWhateverBecomesOfTheDeltas(@ForAll("histories") List<Step> history, @ForAll Random random,
            @ForAll @IntRange(min = 0, max = 100) int lost) {
        var cluster = new Five(random, lost);
        history.forEach(cluster::step);
        cluster.deliverAllInAnyOrder();
        cluster.tellEachOtherEverything();
        cluster.assertAllHave(cluster.own());
    }

    private static final class Five {
        private final Random random;
        private final int lost;
        private final List<PresenceState> states = new ArrayList<>();
        private final List<Runnable> network = new ArrayList<>();
        private final List<List<Entry>> own = new ArrayList<>();

        Five(Random random, int lost) {
            this.random = random;
            this.lost = lost;
            for (int i = 0; i < REPLICAS; i++) {
                states.add(new PresenceState(new Replica("r" + i, 1)));
                own.add(new ArrayList<>());
            }
        }

        void step(Step step) {
            var state = states.get(step.replica);
            var mine = own.get(step.replica);
            var log = new DeltaLog(new Replica("r" + step.replica, 1));
            if (step.kind == 0 || mine.isEmpty()) {
                var entry = state.add("topic", "key" + step.which % 3, step.which);
                mine.add(entry);
                log.added(entry);
            } else {
                var old = mine.remove(step.which % mine.size());
                log.removed(old.clock());
                log.seen(state.remove(List.of(old)));
                if (step.kind == 2) {
                    var updated = state.addUpdated(old, step.which);
                    mine.add(updated);
                    log.added(updated);
                }
            }
            spread(step.replica, log.take());
        }

        private void spread(int from, Delta delta) {
            for (int to = 0; to < REPLICAS; to++) {
                var target = states.get(to);
                for (int copies = to == from ? 0 : 2; copies > 0; copies--) {
                    if (random.nextInt(100) >= lost) {
                        network.add(() -> target.merge(delta));
                    }
                }
            }
            Collections.shuffle(network, random);
            while (network.size() > 20) {
                network.removeLast().run();
            }
        }

        void deliverAllInAnyOrder() {
            network.forEach(Runnable::run);
        }

        void tellEachOtherEverything() {
            for (var from : states) {
                states.forEach(to -> to.merge(from.extract()));
            }
            for (var from : states) { // what the first has not heard from the last
                states.forEach(to -> to.merge(from.extract()));
            }
        }

        List<Entry> own() {
            return own.stream().flatMap(List::stream).toList();
        }

        void assertAllHave(List<Entry> entries) {
            for (var state : states) {
                assertThat(state.extract().entries()).containsExactlyInAnyOrderElementsOf(entries);
                assertThat(state.extract()).isEqualTo(states.getFirst().extract());
                for (int i = 0; i < REPLICAS; i++) {
                    var seen = state.seen(new Replica("r" + i, 1));
                    assertThat(seen.complete()).as("the context is compact").isEqualTo(seen.max());
                }
            }
        }
    }
}
