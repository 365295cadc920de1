package dev.redstart.endpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A path in which segments that begin with a colon stand for any one segment: {@code /socket/:tenant/websocket}. Immutable.
 *
 * @param text as it was written
 * @param segments what stands between the slashes
 */
record PathPattern(String text, List<String> segments) {
    /** @throws IllegalArgumentException if it does not start with a slash, or a variable has no name */
    static PathPattern parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path must start with /, was " + text);
        }
        var segments = List.of(text.split("/", -1));
        if (segments.contains(":")) {
            throw new IllegalArgumentException("a variable of a path must have a name, was " + text);
        }
        return new PathPattern(text, segments);
    }

    boolean hasVariables() {
        return segments.stream().anyMatch(segment -> segment.startsWith(":"));
    }

    /** The variables in {@code path}, or null if it does not match. */
    @Nullable
    Map<String, String> match(String path) {
        var parts = path.split("/", -1);
        if (parts.length != segments.size()) {
            return null;
        }
        var variables = new HashMap<String, String>();
        for (int i = 0; i < parts.length; i++) {
            var segment = segments.get(i);
            if (segment.startsWith(":") && !parts[i].isEmpty()) {
                variables.put(segment.substring(1), parts[i]);
            } else if (!segment.equals(parts[i])) {
                return null;
            }
        }
        return variables;
    }
}
