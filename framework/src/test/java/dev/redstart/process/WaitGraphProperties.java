package dev.redstart.process;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** Who waits for whom, against a walk of as many steps as there are parties. */
class WaitGraphProperties {
    /** @param changes party and other in one number: who begins to wait for whom, or, if the other is 0, waits no more */
    @Property
    void aCircleIsFoundExactlyByWhoClosesIt(@ForAll @Size(max = 40) List<@IntRange(max = 41) Integer> changes) {
        var graph = new WaitGraph<Integer>();
        var model = new HashMap<Integer, Integer>();
        for (var change : changes) {
            var party = change / 7 + 1;
            var other = change % 7;
            if (other == 0) {
                graph.remove(party);
                model.remove(party);
            } else {
                model.put(party, other);
                assertThat(graph.add(party, other)).isEqualTo(circle(model, party));
            }
            assertThat(graph.size()).isEqualTo(model.size());
        }
    }

    private static List<Integer> circle(Map<Integer, Integer> waits, int start) {
        var way = new ArrayList<Integer>();
        Integer present = start;
        for (int steps = 0; steps <= waits.size() && present != null; steps++) {
            way.add(present);
            present = waits.get(present);
            if (present != null && present == start) {
                return way;
            }
        }
        return List.of();
    }
}
