package dev.redstart.process;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * Who waits for whom, each for one other at most; finds circles, in which nobody can ever go on.
 *
 * <p>Threading: any thread may call anything; guarded by this object's monitor, under which no other is taken.
 *
 * @param <T> who waits
 */
final class WaitGraph<T> {
    private final Map<T, T> waits = new HashMap<>();

    /**
     * From now on {@code waiting} waits for {@code other}.
     *
     * @return the circle this closes, in the order of waiting, beginning with {@code waiting}; empty if there is none
     */
    synchronized List<T> add(T waiting, T other) {
        waits.put(waiting, other);
        var path = new LinkedHashSet<T>();
        path.add(waiting);
        for (var next = other; next != null; next = waits.get(next)) {
            if (next.equals(waiting)) {
                return List.copyOf(path);
            }
            if (!path.add(next)) { // a circle that others closed before
                break;
            }
        }
        return List.of();
    }

    /** From now on {@code waiting} waits for nobody. */
    synchronized void remove(T waiting) {
        waits.remove(waiting);
    }

    /** How many wait. */
    synchronized int size() {
        return waits.size();
    }
}
