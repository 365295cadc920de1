package dev.redstart.pubsub.presence;

import java.util.Arrays;
import java.util.LinkedHashMap;

/**
 * Puts changes of one replica together to one delta, in the order they were made. What was added and removed again is only seen.
 *
 * <p>Threading: belongs to whoever made it.
 */
final class DeltaLog {
    private static final int SMALLEST = 8;

    private final Replica replica;
    private final LinkedHashMap<Long, Entry> entries = new LinkedHashMap<>();
    /** In no order, some of them twice. */
    private long[] clocks = new long[SMALLEST];
    private int count;

    DeltaLog(Replica replica) {
        this.replica = replica;
    }

    boolean isEmpty() {
        return count == 0;
    }

    void added(Entry entry) {
        entries.put(entry.clock(), entry);
        seen(entry.clock());
    }

    void removed(long clock) {
        entries.remove(clock);
        seen(clock);
    }

    void seen(long clock) {
        if (count == clocks.length) {
            clocks = Arrays.copyOf(clocks, 2 * count);
        }
        clocks[count++] = clock;
    }

    /** Puts a later delta of the same replica behind. */
    void append(Delta later) {
        later.context().of(replica).forEach(this::removed);
        later.entries().forEach(entry -> entries.put(entry.clock(), entry));
    }

    /** What there is, and begins anew. */
    Delta take() {
        var taken = Delta.of(entries.values(), replica, Ranges.ofNumbers(clocks, count));
        entries.clear();
        clocks = new long[SMALLEST];
        count = 0;
        return taken;
    }
}
