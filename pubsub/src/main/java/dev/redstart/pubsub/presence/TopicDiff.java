package dev.redstart.pubsub.presence;

import java.util.List;

/**
 * What has changed on a topic. An update is two changes: the new entry joins, the old one leaves. Who came and went again in between is
 * not in it.
 *
 * @param topic the topic
 * @param joins who is there and was not, the earliest first
 * @param leaves who was there and is not
 */
public record TopicDiff(String topic, List<Entry> joins, List<Entry> leaves) {
    public TopicDiff {
        joins = List.copyOf(joins);
        leaves = List.copyOf(leaves);
    }
}
