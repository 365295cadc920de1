package dev.redstart.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

class RestartWindowProperties {
    @Property
    void allowsARestartUnlessMoreThanMaxLieWithinThePeriodThatEndsNow(@ForAll @IntRange(max = 5) int max,
            @ForAll @LongRange(min = 1, max = 50) long period,
            @ForAll @Size(max = 60) List<@LongRange(min = 0, max = 40) Long> pauses, @ForAll long start) {
        var window = new RestartWindow(new Intensity(max, Duration.ofNanos(period)));
        var all = new ArrayList<Long>();
        var now = start; // a monotonic clock may start anywhere, and wrap
        for (var pause : pauses) {
            now += pause;
            all.add(now);
            var at = now;
            var within = all.stream().filter(then -> at - then <= period).count();
            assertThat(window.record(now)).isEqualTo(within <= max);
        }
    }

    @Example
    void s11_threeThenAPauseOfMoreThanThePeriodThenThreeIsFine() {
        var second = Duration.ofSeconds(1).toNanos();
        var window = new RestartWindow(Intensity.DEFAULT);
        for (var at : List.of(0L, second, 2 * second)) {
            assertThat(window.record(at)).isTrue();
        }
        var later = 2 * second + 5 * second + 1_000_000;
        for (var at : List.of(later, later + 1, later + 2)) {
            assertThat(window.record(at)).isTrue();
        }
        assertThat(window.record(later + 3)).isFalse();
    }

    @Example
    void s11_exactlyOnePeriodApartCountsAsInside() {
        var five = Duration.ofSeconds(5).toNanos();
        var inside = new RestartWindow(new Intensity(1, Duration.ofSeconds(5)));
        assertThat(inside.record(0)).isTrue();
        assertThat(inside.record(five)).isFalse();
        var outside = new RestartWindow(new Intensity(1, Duration.ofSeconds(5)));
        assertThat(outside.record(0)).isTrue();
        assertThat(outside.record(five + 1)).isTrue();
    }

    @Example
    void aPeriodLongerThanTheClockCountsIsForever() {
        var window = new RestartWindow(new Intensity(1, Duration.ofSeconds(Long.MAX_VALUE)));
        assertThat(window.record(0)).isTrue();
        assertThat(window.record(Long.MAX_VALUE)).isFalse();
    }
}
