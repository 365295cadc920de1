package dev.redstart.pubsub.presence;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

import dev.redstart.process.MonitorRef;
import dev.redstart.process.Pid;
import org.jspecify.annotations.Nullable;

/**
 * Which processes of this node have which entries.
 *
 * <p>Threading: one shard writes. When that has died, the one after it reads, and the thread of the dead one may not have noticed yet.
 */
final class Owners {
    private final Map<Pid, Owned> byProcess = new ConcurrentHashMap<>();

    @Nullable
    Owned get(Pid process) {
        return byProcess.get(process);
    }

    void add(Pid process, MonitorRef monitor, Entry entry) {
        byProcess.put(process, new Owned(monitor, entry, byProcess.get(process)));
    }

    void replace(Pid process, Entry old, Entry fresh) {
        byProcess.computeIfPresent(process, (_, owned) -> owned.with(old, fresh));
    }

    /** Those that match; at most one if a topic and a key are asked for. */
    List<Entry> find(Pid process, Predicate<Entry> which) {
        var owned = byProcess.get(process);
        return owned == null ? List.of() : owned.all().stream().filter(which).toList();
    }

    /** @return the monitor, if nothing is left for it to watch */
    @Nullable
    MonitorRef remove(Pid process, List<Entry> gone) {
        var owned = byProcess.get(process);
        var rest = owned == null ? null : owned.without(gone);
        if (rest != null) {
            byProcess.put(process, rest);
            return null;
        }
        byProcess.remove(process);
        return owned == null ? null : owned.monitor();
    }

    void forEach(BiConsumer<Pid, Owned> action) {
        byProcess.forEach(action);
    }
}
