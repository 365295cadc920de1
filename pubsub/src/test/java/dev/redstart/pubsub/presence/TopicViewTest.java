package dev.redstart.pubsub.presence;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What readers see of a topic. */
class TopicViewTest {
    private static final Replica A = new Replica("a", 1);

    private final ShardView view = new ShardView();
    private long clock;

    private Entry add(String key) {
        var entry = new Entry(A, ++clock, 0, "topic", key, "meta");
        view.add(entry);
        return entry;
    }

    @Test
    void twoDevicesAreTwoEntriesOfOneKeyTheOldestFirst() {
        var phone = add("ana");
        var laptop = add("ana");
        add("bo");
        assertThat(view.get("topic", "ana")).containsExactly(phone, laptop);
        assertThat(view.count("topic")).isEqualTo(2);
        view.remove(phone);
        assertThat(view.get("topic", "ana")).containsExactly(laptop);
        assertThat(view.count("topic")).isEqualTo(2);
    }

    @Test
    void whoIsGoneLeavesNothing() {
        var ana = add("ana");
        view.remove(ana);
        view.remove(ana);
        assertThat(view.count("topic")).isZero();
        assertThat(view.all("topic")).isEmpty();
        assertThat(view.size()).isZero();
        assertThat(view.entries()).isEmpty();
    }

    @Test
    void aPageBeginsWhereTheOneBeforeEndedWhoeverCameOrWent() {
        var gone = add("b");
        for (var key : List.of("a", "c", "d", "e")) {
            add(key);
        }
        var first = view.page("topic", null, 2);
        assertThat(first.entries().keySet()).containsExactly("a", "b");
        assertThat(first.next()).isEqualTo("b");
        view.remove(gone);
        add("a2");
        add("bb");
        var second = view.page("topic", first.next(), 3);
        assertThat(second.entries().keySet()).containsExactly("bb", "c", "d");
        var last = view.page("topic", second.next(), 3);
        assertThat(last.entries().keySet()).containsExactly("e");
        assertThat(last.next()).isNull();
    }

    @Test
    void aPageThatTakesTheRestIsTheLast() {
        add("a");
        add("b");
        assertThat(view.page("topic", null, 2).next()).isNull();
        assertThat(view.page("nobody here", null, 2)).isEqualTo(new TrackerPage(new TreeMap<>(), null));
    }

    /** The number says which key; one that is there already is removed with every other step. */
    @Property
    void itIsAMapOfLists(@ForAll @Size(max = 80) List<@IntRange(max = 9) Integer> steps) {
        var topic = new ShardView();
        var model = new TreeMap<String, List<Entry>>();
        long at = 0;
        for (int step : steps) {
            var key = "k" + step % 5;
            if (step < 5 || !model.containsKey(key)) {
                var entry = new Entry(A, ++at, 0, "topic", key, "meta");
                topic.add(entry);
                model.computeIfAbsent(key, _ -> new ArrayList<>()).add(entry);
            } else {
                var there = model.get(key);
                topic.remove(there.remove(step % there.size()));
                model.values().removeIf(List::isEmpty);
            }
            assertThat(topic.all("topic")).isEqualTo(model);
            assertThat(topic.count("topic")).isEqualTo(model.size());
        }
    }
}
