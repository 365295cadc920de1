package dev.redstart.pubsub.presence;

import java.time.Duration;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Five replicas, any interleaving of what can happen to them, and never a ghost (FEATURES.md 8.21). */
class ClusterProperties {
    private static final int SIZE = 5;
    private static final Duration LONG_ENOUGH = SimulatedCluster.TIMES.down().multipliedBy(3);

    enum Kind {
        TRACK, UPDATE, UNTRACK, PROCESS_ENDS, NODE_CRASHES, NODE_STARTS, CUT, CUT_BOTH, HEAL, TICK, TIME_PASSES, DELIVER, DELIVER_ALL, LOSE, DUPLICATE
    }

    record Event(Kind kind, int node, int other) {}

    @Provide
    Arbitrary<List<Event>> histories() {
        var kinds = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.of(Kind.TRACK, Kind.UPDATE, Kind.UNTRACK, Kind.PROCESS_ENDS)),
                Tuple.of(2, Arbitraries.of(Kind.NODE_CRASHES, Kind.NODE_STARTS)),
                Tuple.of(3, Arbitraries.of(Kind.CUT, Kind.CUT_BOTH, Kind.HEAL)),
                Tuple.of(4, Arbitraries.of(Kind.TICK)),
                Tuple.of(1, Arbitraries.of(Kind.TIME_PASSES)),
                Tuple.of(12, Arbitraries.of(Kind.DELIVER, Kind.DELIVER_ALL, Kind.LOSE, Kind.DUPLICATE)));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, SIZE - 1),
                Arbitraries.integers().between(0, SIZE - 1)).as(Event::new).list().ofMaxSize(120);
    }

    @Property(tries = 1_000)
    void noGhostsAfterAnyInterleaving(@ForAll("histories") List<Event> history, @ForAll Random random) {
        var cluster = new SimulatedCluster(SIZE);
        history.forEach(event -> happen(event, cluster, random));
        cluster.heal();
        cluster.run(LONG_ENOUGH);
        cluster.assertEverybodySeesWhoIsThere();
        cluster.run(SimulatedCluster.TIMES.permDown());
        cluster.assertEverybodySeesWhoIsThere();
        cluster.assertTheDeadAreForgotten();
    }

    private static void happen(Event event, SimulatedCluster cluster, Random random) {
        var node = cluster.member(event.node);
        switch (event.kind) {
            case TRACK -> ifAlive(node, () -> node.track("user" + event.other));
            case UPDATE -> ifAlive(node, () -> node.update(event.other));
            case UNTRACK -> ifAlive(node, () -> node.untrack(event.other, 1));
            case PROCESS_ENDS -> ifAlive(node, () -> node.untrack(event.other, 1 + event.other));
            case NODE_CRASHES -> node.crash();
            case NODE_STARTS -> cluster.restart(event.node);
            case CUT -> cluster.cut(event.node, event.other);
            case CUT_BOTH -> {
                cluster.cut(event.node, event.other);
                cluster.cut(event.other, event.node);
            }
            case HEAL -> cluster.heal();
            case TICK -> cluster.tick();
            case TIME_PASSES -> cluster.run(SimulatedCluster.TIMES.period().multipliedBy(3L * event.other));
            case DELIVER -> cluster.deliverAny(random);
            case DELIVER_ALL -> cluster.deliverAll();
            case LOSE -> cluster.loseAny(random);
            case DUPLICATE -> cluster.duplicateAny(random);
        }
    }

    private static void ifAlive(SimulatedCluster.Member node, Runnable action) {
        if (node.alive) {
            action.run();
        }
    }
}
