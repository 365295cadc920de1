package dev.redstart.pubsub.presence;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Deltas put together, and kept for those who missed some. */
class DeltaLogTest {
    private static final Replica A = new Replica("a", 1);

    private final PresenceState state = new PresenceState(A);
    private final DeltaLog log = new DeltaLog(A);
    private final RecentDeltas recent = new RecentDeltas(A);

    private Entry add(String key) {
        var entry = state.add("t", key, key);
        log.added(entry);
        return entry;
    }

    private void remove(Entry entry) {
        log.seen(state.remove(List.of(entry)));
        log.removed(entry.clock());
    }

    @Test
    void whatWasAddedAndRemovedIsOnlySeen() {
        var gone = add("gone");
        var stays = add("stays");
        remove(gone);
        assertThat(log.take()).isEqualTo(Delta.of(List.of(stays), A, Ranges.of(1, 3)));
        assertThat(log.isEmpty()).isTrue();
    }

    @Test
    void aRemovalOfWhatWasToldBeforeNamesIt() {
        var gone = add("gone");
        log.take();
        remove(gone);
        assertThat(log.take()).isEqualTo(Delta.of(List.of(), A, Ranges.of(1, 2)));
    }

    private Delta sendAll() {
        long before = sent;
        sent = state.clock();
        var delta = log.take();
        recent.add(before, sent, delta);
        return delta;
    }

    private long sent;

    @Test
    void sinceGivesAllThatWasSentAfterThatClockAndNoMore() {
        var first = add("first");
        sendAll();
        var second = add("second");
        sendAll();
        remove(first);
        sendAll();
        assertThat(recent.since(0)).contains(Delta.of(List.of(second), A, Ranges.of(1, 3)));
        assertThat(recent.since(1)).contains(
                new Delta(Set.of(second), Dots.of(A, Ranges.ofBounds(1, 3)))); // 1, because it was removed
        assertThat(recent.since(3).orElseThrow()).isEqualTo(Delta.NONE);
    }

    @Test
    void whatIsNotKeptAnyMoreIsNotGiven() {
        for (int i = 0; i < RecentDeltas.KEPT + 10; i++) {
            add("k" + i);
            sendAll();
        }
        assertThat(recent.since(9)).isEmpty();
        assertThat(recent.since(10).orElseThrow().entries()).hasSize(RecentDeltas.KEPT);
        assertThat(recent.since(RecentDeltas.KEPT).orElseThrow().entries()).hasSize(10);
    }

    @Test
    void nothingSentIsNothingKept() {
        assertThat(recent.since(0)).isEmpty();
    }
}
