package dev.redstart.pubsub;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

import dev.redstart.process.Pid;
import org.jspecify.annotations.Nullable;

/**
 * The topics of one node that have subscribers. There is no lock for the whole: the map is sharded by the topic's hash, down to its bins, and
 * each topic guards its own members.
 *
 * <p>Threading: usable from any thread.
 */
final class TopicTable {
    private final ConcurrentHashMap<String, Topic> topics = new ConcurrentHashMap<>();

    Subscription subscribe(String name, Subscriber subscriber) {
        for (;;) {
            var subscription = topics.computeIfAbsent(name, key -> new Topic(key, this)).add(subscriber);
            if (subscription != null) {
                return subscription;
            }
        }
    }

    Subscribers subscribers(String name, @Nullable Pid from) {
        var topic = topics.get(name);
        return topic == null ? Subscribers.NONE : topic.subscribers(from);
    }

    /** Those of the process {@code pid}. */
    List<Subscription> subscriptions(String name, Pid pid) {
        var topic = topics.get(name);
        return topic == null ? List.of() : topic.subscriptions(pid);
    }

    /** How many have subscribed to {@code name}. */
    int count(String name) {
        var topic = topics.get(name);
        return topic == null ? 0 : topic.count();
    }

    /** How many topics have subscribers. */
    int topicCount() {
        return topics.size();
    }

    void forget(Topic topic) {
        topics.remove(topic.name, topic);
    }
}
