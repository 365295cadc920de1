package dev.redstart.pubsub.presence;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A piece of an add-wins set: entries, and the context they were seen in. A whole state is such a piece, and so is one change. Pieces
 * form a lattice: {@link #join} is commutative, associative and idempotent, so they may be lost and come again, twice, and in any order
 * (Almeida, Shoker, Baquero: Delta State Replicated Data Types, 2016). Immutable.
 *
 * @param entries what is there; each one is in the context
 * @param context what was seen, also of what is not there any more
 */
public record Delta(Set<Entry> entries, Dots context) {
    /** Nothing. */
    public static final Delta NONE = new Delta(Set.of(), Dots.NONE);

    /** @throws IllegalArgumentException if an entry is not in the context */
    public Delta {
        for (var entry : entries) {
            if (!context.contains(entry)) {
                throw new IllegalArgumentException("entry " + entry + " is not in the context of its delta");
            }
        }
        entries = Collections.unmodifiableSet(new LinkedHashSet<>(entries)); // keeps the oldest first
    }

    static Delta of(Collection<Entry> entries, Replica replica, Ranges seen) {
        return new Delta(new LinkedHashSet<>(entries), Dots.of(replica, seen));
    }

    /** The least piece that says what both say. An entry that one of them has and the other has seen was removed. */
    public Delta join(Delta other) {
        var joined = new LinkedHashSet<Entry>();
        for (var entry : entries) {
            if (other.entries.contains(entry) || !other.context.contains(entry)) {
                joined.add(entry);
            }
        }
        for (var entry : other.entries) {
            if (!context.contains(entry)) {
                joined.add(entry);
            }
        }
        return new Delta(joined, context.union(other.context));
    }
}
