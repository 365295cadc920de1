package dev.redstart.pubsub.presence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The entries of one replica by their clocks: open addressing with linear probing in one array, which is 4 to 8 bytes an entry on top of the entry.
 *
 * <p>Threading: belongs to whoever made it.
 */
final class EntrySet {
    private static final int SMALLEST = 8;
    /** Spreads clocks, which come one after the other. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private @Nullable Entry[] slots = new Entry[SMALLEST];
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Entry get(long clock) {
        for (int i = home(clock);; i = next(i)) {
            var entry = slots[i];
            if (entry == null || entry.clock() == clock) {
                return entry;
            }
        }
    }

    /** Nothing if one with that clock is there. */
    void add(Entry entry) {
        if (2 * (size + 1) > slots.length) {
            resize(2 * slots.length);
        }
        int i = home(entry.clock());
        for (var there = slots[i]; there != null; there = slots[i]) {
            if (there.clock() == entry.clock()) {
                return;
            }
            i = next(i);
        }
        slots[i] = entry;
        size++;
    }

    @Nullable
    Entry remove(long clock) {
        int i = home(clock);
        for (var there = slots[i]; there != null; there = slots[i]) {
            if (there.clock() == clock) {
                close(i);
                size--;
                if (8 * size < slots.length && slots.length > SMALLEST) {
                    resize(slots.length / 2);
                }
                return there;
            }
            i = next(i);
        }
        return null;
    }

    /** Moves back what would not be found any more once the slot {@code gap} is empty. */
    private void close(int gap) {
        slots[gap] = null;
        int i = next(gap);
        for (var there = slots[i]; there != null; there = slots[i]) {
            int home = home(there.clock());
            boolean reaches = gap <= i ? (home <= gap || home > i) : (home <= gap && home > i);
            if (reaches) {
                slots[gap] = there;
                slots[i] = null;
                gap = i;
            }
            i = next(i);
        }
    }

    private void resize(int length) {
        var old = slots;
        slots = new Entry[length];
        for (var entry : old) {
            if (entry != null) {
                int i = home(entry.clock());
                while (slots[i] != null) {
                    i = next(i);
                }
                slots[i] = entry;
            }
        }
    }

    private int home(long clock) {
        return (int) ((clock * GOLDEN) >>> Integer.SIZE) & (slots.length - 1);
    }

    private int next(int i) {
        return (i + 1) & (slots.length - 1);
    }

    void forEach(Consumer<? super Entry> action) {
        for (var entry : slots) {
            if (entry != null) {
                action.accept(entry);
            }
        }
    }

    /** The oldest first. */
    List<Entry> sorted() {
        var sorted = new ArrayList<Entry>(size);
        forEach(sorted::add);
        sorted.sort(Comparator.comparingLong(Entry::clock));
        return sorted;
    }
}
