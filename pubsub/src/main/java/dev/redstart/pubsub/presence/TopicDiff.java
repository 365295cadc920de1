package dev.redstart.pubsub.presence;

import java.util.List;

/**
 * What has changed on a topic, joins to be read first. An update is two changes: the new entry joins, the old one leaves. Who came and went
 * again in between is among both: somebody may have looked meanwhile.
 *
 * @param topic the topic
 * @param joins who has come, the earliest first
 * @param leaves who is not there any more
 */
public record TopicDiff(String topic, List<Entry> joins, List<Entry> leaves) {
    public TopicDiff {
        joins = List.copyOf(joins);
        leaves = List.copyOf(leaves);
    }
}
