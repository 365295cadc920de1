package dev.redstart.channels.presence;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What has changed on a topic; what {@code presence_diff} tells clients, who read the joins first. An update is a join of the new meta and a
 * leave of the old one. Whoever came and went again before it was told is among both.
 *
 * @param joins who has come, with the metas that are new
 * @param leaves who has gone, with the metas that are gone
 */
public record PresenceDiff(Map<String, Present> joins, Map<String, Present> leaves) {
    public PresenceDiff {
        joins = Collections.unmodifiableMap(new LinkedHashMap<>(joins));
        leaves = Collections.unmodifiableMap(new LinkedHashMap<>(leaves));
    }
}
