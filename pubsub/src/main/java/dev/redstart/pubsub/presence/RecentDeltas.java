package dev.redstart.pubsub.presence;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The last deltas a replica has sent, for those who missed some of them: cheaper than all it has. Phoenix keeps three generations of deltas
 * for that; a list costs the same and always gives the least that fills the gap.
 *
 * <p>Threading: belongs to whoever made it.
 */
final class RecentDeltas {
    /** How many changes are kept: the greatest of Phoenix's generations. */
    static final int KEPT = 10_000;

    /** A delta with the clock before its first change, that of its last one, and how much it has seen. */
    private record Sent(long before, long last, long size, Delta delta) {}

    private final Replica replica;
    private final Deque<Sent> sent = new ArrayDeque<>();
    private long size;

    RecentDeltas(Replica replica) {
        this.replica = replica;
    }

    /**
     * @param before the replica's clock before the changes in {@code delta}
     * @param last its clock behind them
     */
    void add(long before, long last, Delta delta) {
        var seen = delta.context().of(replica).count();
        sent.add(new Sent(before, last, seen, delta));
        size += seen;
        while (size > KEPT) {
            size -= sent.remove().size();
        }
    }

    /** All that was sent after {@code clock} as one; empty if not all of it is kept. */
    Optional<Delta> since(long clock) {
        var first = sent.peekFirst();
        if (first == null || first.before > clock) {
            return Optional.empty();
        }
        var log = new DeltaLog(replica);
        sent.stream().filter(one -> one.last > clock).forEach(one -> log.append(one.delta));
        return Optional.of(log.take());
    }
}
