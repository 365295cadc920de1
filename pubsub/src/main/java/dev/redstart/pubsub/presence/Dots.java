package dev.redstart.pubsub.presence;

import java.util.HashMap;
import java.util.Map;

/**
 * A causal context: the changes somebody has seen, by the replica that made them and its clock. What is in a context but not in the set
 * beside it was removed. Immutable.
 *
 * @param ranges without empty ones
 */
public record Dots(Map<Replica, Ranges> ranges) {
    /** Nothing was seen. */
    public static final Dots NONE = new Dots(Map.of());

    public Dots {
        ranges = Map.copyOf(ranges);
        ranges.forEach((replica, seen) -> {
            if (seen.isEmpty()) {
                throw new IllegalArgumentException(
                        "a context must not name " + replica + " without anything seen of it");
            }
        });
    }

    /** What was seen of one replica. */
    public static Dots of(Replica replica, Ranges seen) {
        return seen.isEmpty() ? NONE : new Dots(Map.of(replica, seen));
    }

    /** What was seen of {@code replica}. */
    public Ranges of(Replica replica) {
        return ranges.getOrDefault(replica, Ranges.NONE);
    }

    /** Whether the change that added {@code entry} was seen. */
    public boolean contains(Entry entry) {
        return of(entry.replica()).contains(entry.clock());
    }

    /** What was seen here or there. */
    public Dots union(Dots other) {
        var all = new HashMap<>(ranges);
        other.ranges.forEach((replica, seen) -> all.merge(replica, seen, Ranges::union));
        return new Dots(all);
    }
}
