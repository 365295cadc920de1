package dev.redstart.pubsub.presence;

import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;

import org.jspecify.annotations.Nullable;

/**
 * A part of those who are on a topic, in the order of their keys.
 *
 * @param entries by key
 * @param next what to ask for the next page with; null if this was the last one
 */
public record TrackerPage(SequencedMap<String, List<Entry>> entries, @Nullable String next) {
    public TrackerPage {
        entries = Collections.unmodifiableSequencedMap(entries);
    }
}
