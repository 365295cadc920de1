package dev.redstart.endpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What is mounted where: exact paths first, then patterns with variables in the order they were added. Filled before it is used; from then
 * on any thread may read it.
 *
 * @param <T> what is mounted
 */
public final class PathTable<T> {
    /**
     * What answers at a path.
     *
     * @param variables the parts of the path that stand for variables of the pattern
     */
    public record Found<T>(T value, Map<String, String> variables) {}

    private record Pattern<T>(PathPattern path, T value) {}

    private final Map<String, Found<T>> exact = new HashMap<>();
    private final List<Pattern<T>> patterns = new ArrayList<>();

    void add(String path, T value) {
        var pattern = PathPattern.parse(path);
        if (pattern.hasVariables()) {
            patterns.add(new Pattern<>(pattern, value));
        } else {
            exact.put(path, new Found<>(value, Map.of()));
        }
    }

    /** What answers at {@code path}; null if nothing does. */
    public @Nullable Found<T> find(String path) {
        var found = exact.get(path);
        return found != null || patterns.isEmpty() ? found : findPattern(path);
    }

    private @Nullable Found<T> findPattern(String path) {
        for (var pattern : patterns) {
            var variables = pattern.path.match(path);
            if (variables != null) {
                return new Found<>(pattern.value, variables);
            }
        }
        return null;
    }
}
