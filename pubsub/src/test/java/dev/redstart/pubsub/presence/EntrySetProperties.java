package dev.redstart.pubsub.presence;

import java.util.List;
import java.util.TreeMap;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of entries against a map. */
class EntrySetProperties {
    private static final Replica A = new Replica("a", 1);

    /** Of each number the sign says whether to add or to remove. */
    @Property
    void itIsASetByClock(@ForAll @Size(max = 200) List<@IntRange(min = -60, max = 60) Integer> steps) {
        var entries = new EntrySet();
        var model = new TreeMap<Long, Entry>();
        for (int step : steps) {
            long clock = Math.abs(step) + 1L;
            if (step >= 0) {
                var entry = new Entry(A, clock, 0, "t", "k", step);
                entries.add(entry);
                model.putIfAbsent(clock, entry);
            } else {
                assertThat(entries.remove(clock)).isSameAs(model.remove(clock));
            }
            assertThat(entries.size()).isEqualTo(model.size());
        }
        for (long clock = 1; clock <= 61; clock++) {
            assertThat(entries.get(clock)).isSameAs(model.get(clock));
        }
        assertThat(entries.sorted()).containsExactlyElementsOf(model.values());
    }
}
