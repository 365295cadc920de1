package dev.redstart.pubsub.presence;

import java.util.ArrayList;
import java.util.List;

import dev.redstart.process.MonitorRef;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one process: a list of mostly one. Immutable.
 *
 * @param monitor by which its end is heard of, the same in the whole list
 * @param next the others
 */
record Owned(MonitorRef monitor, Entry entry, @Nullable Owned next) {
    List<Entry> all() {
        var all = new ArrayList<Entry>(1);
        for (var one = this; one != null; one = one.next) {
            all.add(one.entry);
        }
        return all;
    }

    /** The same with {@code fresh} where {@code old} was. */
    Owned with(Entry old, Entry fresh) {
        if (entry.equals(old)) {
            return new Owned(monitor, fresh, next);
        }
        return new Owned(monitor, entry, next == null ? null : next.with(old, fresh));
    }

    /** The same without {@code gone}; null if nothing is left. */
    @Nullable
    Owned without(List<Entry> gone) {
        Owned rest = null;
        for (var one = this; one != null; one = one.next) {
            if (!gone.contains(one.entry)) {
                rest = new Owned(monitor, one.entry, rest);
            }
        }
        return rest;
    }
}
