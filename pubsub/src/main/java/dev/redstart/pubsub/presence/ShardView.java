package dev.redstart.pubsub.presence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Who is there, on the topics of one shard: what readers look into, without asking the shard's process.
 *
 * <p>Threading: as {@link TopicView}.
 */
final class ShardView {
    private final ConcurrentHashMap<String, TopicView> topics = new ConcurrentHashMap<>();

    void add(Entry entry) {
        topics.computeIfAbsent(entry.topic(), _ -> new TopicView()).add(entry);
    }

    void remove(Entry entry) {
        var topic = topics.get(entry.topic());
        if (topic != null && topic.remove(entry)) {
            topics.remove(entry.topic());
        }
    }

    int count(String topic) {
        var there = topics.get(topic);
        return there == null ? 0 : there.count();
    }

    List<Entry> get(String topic, String key) {
        var there = topics.get(topic);
        return there == null ? List.of() : there.get(key);
    }

    SequencedMap<String, List<Entry>> all(String topic) {
        var there = topics.get(topic);
        return there == null ? Collections.emptySortedMap() : there.all();
    }

    TrackerPage page(String topic, @Nullable String after, int limit) {
        var there = topics.get(topic);
        return there == null ? new TrackerPage(new TreeMap<>(), null) : there.page(after, limit);
    }

    /** How many keys there are on all topics. */
    long size() {
        return topics.values().stream().mapToLong(TopicView::count).sum();
    }

    List<Entry> entries() {
        var all = new ArrayList<Entry>();
        topics.values().forEach(topic -> all.addAll(topic.entries()));
        return all;
    }
}
