package dev.redstart.channels.presence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.redstart.channels.Broadcast;
import dev.redstart.pubsub.presence.Entry;
import dev.redstart.pubsub.presence.TopicDiff;
import dev.redstart.pubsub.presence.TrackerListener;
import org.jspecify.annotations.Nullable;

/**
 * Makes {@code presence_diff} of what has changed, for the clients of this node, and lets the application have its part.
 *
 * <p>Threading: belongs to the process that announces for one shard.
 */
final class DiffAnnouncer<S> implements TrackerListener {
    /** The handler with what it keeps. */
    record Handling<S>(MetasHandler<S> handler, S state) {}

    private final Presence presence;
    private @Nullable Handling<S> handling;

    DiffAnnouncer(Presence presence, @Nullable Handling<S> handling) {
        this.presence = presence;
        this.handling = handling;
    }

    @Override
    public void changed(TopicDiff diff) {
        var shown = new PresenceDiff(show(diff.topic(), diff.joins()), show(diff.topic(), diff.leaves()));
        presence.pubsub().localBroadcast(diff.topic(), new Broadcast(diff.topic(), Presence.DIFF, shown));
        handle(diff.topic(), shown);
    }

    private Map<String, Present> show(String topic, List<Entry> entries) {
        var byKey = new LinkedHashMap<String, List<Entry>>();
        entries.forEach(entry -> byKey.computeIfAbsent(entry.key(), _ -> new ArrayList<>()).add(entry));
        var present = Presence.present(byKey);
        try {
            return presence.fetched(topic, present);
        } catch (Exception | Error e) { // without its fields a diff is poor; without the diff clients would be wrong from now on
            presence.tell("fetch", topic, e);
            return present;
        }
    }

    private void handle(String topic, PresenceDiff diff) {
        var now = handling;
        if (now == null) {
            return;
        }
        try {
            handling = new Handling<>(now.handler, now.handler.handleMetas(topic, diff, presence, now.state));
        } catch (Exception | Error e) { // the diffs to come are not to suffer
            presence.tell("handleMetas", topic, e);
        }
    }
}
