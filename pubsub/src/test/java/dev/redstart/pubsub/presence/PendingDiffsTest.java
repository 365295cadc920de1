package dev.redstart.pubsub.presence;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Changes that wait to be announced. */
class PendingDiffsTest {
    private static final Replica A = new Replica("a", 1);

    private final PendingDiffs pending = new PendingDiffs();
    private final Entry ana = new Entry(A, 1, 0, "x", "ana", "meta");
    private final Entry bo = new Entry(A, 2, 0, "x", "bo", "meta");
    private final Entry away = new Entry(A, 3, 0, "y", "ana", "meta");

    @Test
    void whatHappenedOnATopicIsPutTogether() {
        pending.add(List.of(), List.of(ana));
        pending.add(List.of(away), List.of());
        pending.add(List.of(bo), List.of());
        assertThat(pending.take()).isEqualTo(new TopicDiff("x", List.of(bo), List.of(ana)));
        pending.done();
        assertThat(pending.take()).isEqualTo(new TopicDiff("y", List.of(away), List.of()));
        pending.done();
        assertThat(pending.take()).isNull();
    }

    /** Whoever was pushed the state in between has seen them. */
    @Test
    void whoCameAndWentMeanwhileIsToldAsBoth() {
        pending.add(List.of(ana), List.of());
        pending.add(List.of(), List.of(ana));
        assertThat(pending.take()).isEqualTo(new TopicDiff("x", List.of(ana), List.of(ana)));
    }

    /** As the people of a node that was taken for dead. */
    @Test
    void whoWentAndCameBackIsThere() {
        pending.add(List.of(), List.of(ana));
        pending.add(List.of(ana), List.of());
        assertThat(pending.take()).isEqualTo(new TopicDiff("x", List.of(ana), List.of()));
        pending.done();
        pending.add(List.of(), List.of(ana));
        pending.add(List.of(ana), List.of());
        pending.add(List.of(), List.of(ana));
        assertThat(pending.take()).isEqualTo(new TopicDiff("x", List.of(ana), List.of(ana)));
    }

    @Test
    void whatIsBeingAnnouncedIsNotTakenBack() {
        pending.add(List.of(ana), List.of());
        var taken = pending.take();
        pending.add(List.of(), List.of(ana));
        assertThat(pending.take()).as("again, for an announcer that was killed").isSameAs(taken);
        pending.done();
        assertThat(pending.take()).isEqualTo(new TopicDiff("x", List.of(), List.of(ana)));
    }

    @Test
    void theAnnouncerIsToldOnceUntilItHasFoundNothing() {
        assertThat(pending.add(List.of(ana), List.of())).isTrue();
        assertThat(pending.add(List.of(bo), List.of())).isFalse();
        pending.take();
        assertThat(pending.add(List.of(), List.of(ana))).isFalse();
        pending.done();
        pending.take();
        pending.done();
        assertThat(pending.take()).isNull();
        assertThat(pending.add(List.of(), List.of(bo))).isTrue();
    }
}
