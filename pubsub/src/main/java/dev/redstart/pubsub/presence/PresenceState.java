package dev.redstart.pubsub.presence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What one replica knows: an add-wins set with its causal context, {@link Delta#join} done in place and by replica, so that a change costs
 * what it changes and not what is there. Only a replica itself makes changes to its own entries; a removal uses up a clock of its own,
 * also the one that is part of an update, so that one which got lost leaves a gap that can be seen.
 *
 * <p>Threading: belongs to whoever made it. It knows no time.
 */
final class PresenceState {
    /** Of one replica. */
    private static final class Known {
        Ranges seen = Ranges.NONE;
        final EntrySet entries = new EntrySet();
    }

    private final Replica self;
    private final Known own = new Known();
    private final Map<Replica, Known> known = new HashMap<>();
    private long clock;

    PresenceState(Replica self) {
        this.self = self;
        known.put(self, own);
    }

    // ---- its own changes ----------------------------------------------------------------------------------------------------------

    Entry add(String topic, String key, Object meta) {
        return added(new Entry(self, clock + 1, 0, topic, key, meta));
    }

    /** An entry in the place of {@code old}, which has been removed. */
    Entry addUpdated(Entry old, Object meta) {
        return added(new Entry(self, clock + 1, old.clock(), old.topic(), old.key(), meta));
    }

    private Entry added(Entry entry) {
        advance();
        own.entries.add(entry);
        return entry;
    }

    /**
     * @return the clock of the removal, which is one for all. No entry has it: whoever misses this removal, and later hears that some entry
     *         was removed, must not take this change for seen
     */
    long remove(Collection<Entry> entries) {
        advance();
        entries.forEach(entry -> own.entries.remove(entry.clock()));
        return clock;
    }

    private void advance() {
        clock++;
        own.seen = Ranges.of(1, clock);
    }

    /** How many changes this replica has made. */
    long clock() {
        return clock;
    }

    // ---- the others' --------------------------------------------------------------------------------------------------------------

    /** Joins {@code delta} into this. */
    Changes merge(Delta delta) {
        var changes = new Changes(new ArrayList<>(), new ArrayList<>());
        for (var entry : delta.entries()) {
            if (!of(entry.replica()).seen.contains(entry.clock())) {
                changes.joined().add(entry);
            }
        }
        delta.context().ranges().forEach((replica, seen) -> mergeContext(of(replica), seen, delta, changes.left()));
        changes.joined().forEach(entry -> of(entry.replica()).entries.add(entry));
        return changes;
    }

    /** Goes by whichever is less: what the delta has seen, or what is there. A delta that has seen everything names no number. */
    private static void mergeContext(Known of, Ranges seen, Delta delta, List<Entry> left) {
        var gone = new ArrayList<Entry>();
        if (seen.count() <= of.entries.size()) {
            seen.forEach(clock -> addIfGone(of.entries.get(clock), delta, gone));
        } else {
            of.entries.forEach(entry -> {
                if (seen.contains(entry.clock())) {
                    addIfGone(entry, delta, gone);
                }
            });
        }
        gone.forEach(entry -> of.entries.remove(entry.clock()));
        left.addAll(gone);
        of.seen = of.seen.union(seen);
    }

    private static void addIfGone(@Nullable Entry entry, Delta delta, List<Entry> gone) {
        if (entry != null && !delta.entries().contains(entry)) {
            gone.add(entry);
        }
    }

    private Known of(Replica replica) {
        return known.computeIfAbsent(replica, _ -> new Known());
    }

    /** Forgets a replica as if it had never been heard of. */
    List<Entry> forget(Replica replica) {
        var forgotten = known.remove(replica);
        return forgotten == null ? List.of() : forgotten.entries.sorted();
    }

    // ---- looks --------------------------------------------------------------------------------------------------------------------

    /** What was seen of {@code replica}. */
    Ranges seen(Replica replica) {
        var there = known.get(replica);
        return there == null ? Ranges.NONE : there.seen;
    }

    /** The entries of {@code replica}, the oldest first. */
    List<Entry> entries(Replica replica) {
        var there = known.get(replica);
        return there == null ? List.of() : there.entries.sorted();
    }

    /** Everything this replica has to say about {@code replica}. */
    Delta extract(Replica replica) {
        return Delta.of(entries(replica), replica, seen(replica));
    }

    /** Everything there is to say. */
    Delta extract() {
        var entries = new LinkedHashSet<Entry>();
        var seen = new HashMap<Replica, Ranges>();
        known.forEach((replica, there) -> {
            entries.addAll(there.entries.sorted());
            if (!there.seen.isEmpty()) {
                seen.put(replica, there.seen);
            }
        });
        return new Delta(entries, new Dots(seen));
    }
}
