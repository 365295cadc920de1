package dev.redstart.endpoint;

import java.time.Duration;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** PROTOCOL.md 16: how closes are spread. */
class DrainPlanTest {
    @Property
    void section16devEachConnectionHasItsOwnShareOfTheInterval(@ForAll @IntRange(max = 100_000) int index,
            @ForAll @DoubleRange(max = 1) double jitter, @ForAll @IntRange(min = 1, max = 50_000) int batch) {
        var drain = Drain.DEFAULT.batch(batch).interval(Duration.ofSeconds(2));
        var share = 2e9 / batch;
        assertThat((double) drain.dueNanos(index, jitter)).isBetween(index * share - 2, (index + 1) * share + 2);
    }

    @Test
    void section16rounds() {
        assertThat(Drain.DEFAULT.batch(10).rounds(25)).isEqualTo(3);
        assertThat(Drain.DEFAULT.batch(10).rounds(0)).isEqualTo(1);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> Drain.DEFAULT.batch(-1)).hasMessageContaining("was -1");
        assertThatThrownBy(() -> Drain.DEFAULT.interval(Duration.ZERO)).hasMessageContaining("interval");
    }
}
