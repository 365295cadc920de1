package dev.redstart.stage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;

import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

import static org.assertj.core.api.Assertions.assertThat;

/** Nobody is sent more than it has asked for, whatever happens in whatever order. */
class OutflowProperties {
    private static final int CONSUMERS = 3;
    private static final LocalNode NODE = new LocalNode("outflow", false);

    sealed interface Step {
        record Join(int who) implements Step {}

        record Leave(int who) implements Step {}

        record Ask(int who, int items) implements Step {}

        record Emitted(int items) implements Step {}
    }

    @AfterContainer
    static void close() {
        NODE.close();
    }

    @Provide
    Arbitrary<Step> step() {
        var who = Arbitraries.integers().between(0, CONSUMERS - 1);
        var items = Arbitraries.integers().between(1, 9);
        return Arbitraries.oneOf(who.map(Step.Join::new), who.map(Step.Leave::new),
                Combinators.combine(who, items).as(Step.Ask::new),
                Combinators.combine(who, items).as(Step.Ask::new), items.map(Step.Emitted::new));
    }

    /** An outflow of numbers, and a record of what it was asked for and has sent. */
    private static final class Model {
        private final Outflow<Integer> outflow;
        private final Map<Integer, Subscription<Void>> present = new HashMap<>();
        private final Map<Subscription<?>, Long> asked = new HashMap<>();
        private final Map<Subscription<?>, List<Integer>> sent = new HashMap<>();
        private int emitted;
        private int dropped;

        Model(Dispatch<Integer> dispatch, int buffer) {
            outflow = new Outflow<>(Outlets.of(dispatch), buffer,
                    (to, items) -> sent.computeIfAbsent(to, _ -> new ArrayList<>()).addAll(items));
        }

        void run(List<Step> steps) {
            for (var step : steps) {
                run(step);
                asked.forEach((who, most) -> assertThat(sentTo(who)).hasSizeLessThanOrEqualTo(Math.toIntExact(most))
                        .isSorted().doesNotHaveDuplicates());
            }
        }

        private void run(Step step) {
            switch (step) {
                case Step.Join(var who) -> present.computeIfAbsent(who, this::joined);
                case Step.Leave(var who) -> {
                    var gone = present.remove(who);
                    if (gone != null) {
                        outflow.remove(gone);
                    }
                }
                case Step.Ask(var who, var items) -> {
                    var subscription = present.get(who);
                    if (subscription != null) {
                        asked.merge(subscription, (long) items, Long::sum);
                        outflow.ask(subscription, items);
                    }
                }
                case Step.Emitted(var items) -> {
                    var fresh = IntStream.range(emitted, emitted + items).boxed().toList();
                    emitted += items;
                    dropped += outflow.emit(fresh);
                }
            }
        }

        private Subscription<Void> joined(int who) {
            var fresh = new Subscription<Void>(NODE.ref(Name.of("nobody")), who);
            outflow.add(fresh);
            asked.put(fresh, 0L);
            return fresh;
        }

        private List<Integer> sentTo(Subscription<?> who) {
            return sent.getOrDefault(who, List.of());
        }

        private List<Integer> all() {
            return sent.values().stream().flatMap(List::stream).toList();
        }

        /** Everybody who is there takes what is left. */
        private void drain() {
            present.values().forEach(who -> outflow.ask(who, 1_000_000));
        }
    }

    @Property
    void onDemandEveryItemGoesToExactlyOneOrIsDroppedOrWaits(@ForAll @Size(max = 60) List<@From("step") Step> steps,
            @ForAll @IntRange(max = 12) int buffer) {
        var model = new Model(Dispatch.onDemand(), buffer);
        model.run(steps);
        assertThat(model.all()).doesNotHaveDuplicates();
        model.run((Step) new Step.Join(0));
        model.drain();
        assertThat(model.all()).doesNotHaveDuplicates().hasSize(model.emitted - model.dropped);
        assertThat(model.outflow.isEmpty()).isTrue();
    }

    @Property
    void broadcastSendsEverybodyTheSame(@ForAll @Size(max = 60) List<@From("step") Step> steps,
            @ForAll @IntRange(max = 12) int buffer) {
        var model = new Model(Dispatch.broadcast(), buffer);
        IntStream.range(0, CONSUMERS).forEach(who -> model.run(new Step.Join(who)));
        model.run(steps.stream().filter(step -> !(step instanceof Step.Leave)).toList());
        var received = model.present.values().stream().map(model::sentTo).toList();
        assertThat(new HashSet<>(received)).hasSize(1);
        var least = model.asked.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        assertThat(model.outflow.wanted()).isEqualTo(
                model.outflow.isEmpty() ? least - received.getFirst().size() : 0);
    }

    @Property
    void partitionedEveryItemGoesToItsShare(@ForAll @Size(max = 60) List<@From("step") Step> steps) {
        var model = new Model(Dispatch.partition(CONSUMERS, item -> item % CONSUMERS), 1_000);
        model.run(steps);
        IntStream.range(0, CONSUMERS).forEach(who -> model.run(new Step.Join(who)));
        model.drain();
        model.sent.forEach((who, items) -> assertThat(items).allMatch(item -> item % CONSUMERS == who.partition()));
        assertThat(model.all()).doesNotHaveDuplicates().hasSize(model.emitted);
        assertThat(model.outflow.isEmpty()).isTrue();
    }

    @Property
    void somethingIsWantedOnlyWhileNothingWaits(@ForAll @Size(max = 60) List<@From("step") Step> steps,
            @ForAll @IntRange(max = 12) int buffer) {
        var model = new Model(Dispatch.onDemand(), buffer);
        for (var step : steps) {
            model.run(step);
            assertThat(model.outflow.wanted() == 0 || model.outflow.isEmpty()).isTrue();
        }
    }

    @Property
    void aStageNeverHasMoreUnderWayThanItMay(@ForAll @IntRange(min = 1, max = 20) int max,
            @ForAll @IntRange(max = 19) int min,
            @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 30) Integer> arrivals) {
        var intake = Intake.upTo(max).minDemand(Math.min(min, max - 1));
        var inflow = new Inflow<Integer>(new Subscription<Void>(NODE.ref(Name.of("nobody")), 0), intake, null, null);
        var asked = new long[1];
        inflow.open(new Flow.Subscription() {
            @Override
            public void request(long items) {
                asked[0] += items;
            }

            @Override
            public void cancel() {}
        });
        var sent = 0L;
        var handled = 0L;
        for (var arrival : arrivals) {
            var items = (int) Math.min(arrival, asked[0] - sent);
            sent += items;
            inflow.arrived(IntStream.range(0, items).boxed().toList());
            while (!inflow.isEmpty()) {
                var batch = inflow.batch().size();
                assertThat(batch).isBetween(1, intake.batch());
                handled += batch;
                inflow.handled(batch);
            }
            assertThat(asked[0] - handled).isBetween(intake.minDemand() + 1L, (long) max);
        }
    }
}
