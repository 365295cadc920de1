package dev.redstart.pubsub.presence;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What has changed and was not announced yet, put together by topic while it waits. What is being announced stays here until that is done,
 * so that it is not lost with the announcer's process; twice is harmless, because entries have refs.
 *
 * <p>Nothing cancels out: whoever looked meanwhile has seen who came and went again, and must hear that they went. A diff is read joins
 * first, then leaves (PROTOCOL.md 20), so for each entry the last change decides whether it is among the leaves.
 *
 * <p>Threading: a shard adds, an announcer takes; guarded by this object's monitor, for a few instructions.
 */
final class PendingDiffs {
    private record Sets(LinkedHashSet<Entry> joins, LinkedHashSet<Entry> leaves) {
        Sets() {
            this(new LinkedHashSet<>(), new LinkedHashSet<>());
        }

        TopicDiff of(String topic) {
            return new TopicDiff(topic, List.copyOf(joins), List.copyOf(leaves));
        }
    }

    private final LinkedHashMap<String, Sets> byTopic = new LinkedHashMap<>();
    private @Nullable TopicDiff announced;
    private boolean announcerKnows;

    /**
     * What has changed together, and is announced together.
     *
     * @return whether the announcer has to be told that there is something
     */
    synchronized boolean add(List<Entry> joins, List<Entry> leaves) {
        joins.forEach(this::joined);
        leaves.forEach(entry -> of(entry).leaves.add(entry));
        boolean knew = announcerKnows;
        announcerKnows = true;
        return !knew;
    }

    /** The same entry comes back when its node does. */
    private void joined(Entry entry) {
        var topic = of(entry);
        topic.leaves.remove(entry);
        topic.joins.add(entry);
    }

    private Sets of(Entry entry) {
        return byTopic.computeIfAbsent(entry.topic(), _ -> new Sets());
    }

    /** What to announce next, the topic that has waited longest; null if there is nothing, and then the announcer has to be told of more. */
    synchronized @Nullable TopicDiff take() {
        if (announced == null) {
            var oldest = byTopic.pollFirstEntry();
            announced = oldest == null ? null : oldest.getValue().of(oldest.getKey());
        }
        announcerKnows = announced != null;
        return announced;
    }

    /** What was taken has been announced. */
    synchronized void done() {
        announced = null;
    }
}
