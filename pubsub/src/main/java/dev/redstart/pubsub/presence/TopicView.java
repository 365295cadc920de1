package dev.redstart.pubsub.presence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import org.jspecify.annotations.Nullable;

/**
 * Who is on one topic, by key. The keys are sorted, so that a page begins where the last one ended, whoever came or went meanwhile.
 *
 * <p>Threading: one shard writes; anybody reads, without a lock, and sees each key as it is at that moment.
 */
final class TopicView {
    /** The entries of a key, the oldest first: the one entry itself, or an array, because nearly everybody has one. */
    private final ConcurrentSkipListMap<String, Object> byKey = new ConcurrentSkipListMap<>();
    /** The map does not know its size. */
    private volatile int count;

    /** How many keys. */
    int count() {
        return count;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void add(Entry entry) {
        var there = byKey.get(entry.key());
        byKey.put(entry.key(), there == null ? entry : with(there, entry));
        if (there == null) {
            count++;
        }
    }

    private static Object with(Object there, Entry entry) {
        if (there instanceof Entry one) {
            return new Entry[]{one, entry};
        }
        var several = (Entry[]) there;
        var more = Arrays.copyOf(several, several.length + 1);
        more[several.length] = entry;
        return more;
    }

    /** @return whether nobody is left */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    boolean remove(Entry entry) {
        var there = byKey.get(entry.key());
        var rest = there == null
                ? List.<Entry>of()
                : entries(there).stream().filter(one -> !one.equals(entry)).toList();
        if (!rest.isEmpty()) {
            byKey.put(entry.key(), rest.size() == 1 ? rest.getFirst() : rest.toArray(Entry[]::new));
        } else if (there != null) {
            byKey.remove(entry.key());
            count--;
        }
        return count == 0;
    }

    private static List<Entry> entries(@Nullable Object there) {
        return switch (there) {
            case null -> List.of();
            case Entry one -> List.of(one);
            default -> List.of((Entry[]) there);
        };
    }

    List<Entry> get(String key) {
        return entries(byKey.get(key));
    }

    SequencedMap<String, List<Entry>> all() {
        var all = new TreeMap<String, List<Entry>>();
        byKey.forEach((key, there) -> all.put(key, entries(there)));
        return all;
    }

    /** @param after the key the page before ended with; null for the first page */
    TrackerPage page(@Nullable String after, int limit) {
        ConcurrentNavigableMap<String, Object> rest = after == null ? byKey : byKey.tailMap(after, false);
        var page = new TreeMap<String, List<Entry>>();
        for (var next : rest.entrySet()) {
            if (page.size() == limit) {
                return new TrackerPage(page, page.lastKey());
            }
            page.put(next.getKey(), entries(next.getValue()));
        }
        return new TrackerPage(page, null);
    }

    /** Of all keys. */
    List<Entry> entries() {
        var all = new ArrayList<Entry>();
        byKey.values().forEach(there -> all.addAll(entries(there)));
        return all;
    }
}
