package dev.redstart.process.test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@SuppressWarnings("FutureReturnValueIgnored") // most of what is scheduled here is not cancelled
class VirtualTimeProperties {
    private record Ran(long at, int which) {}

    private VirtualTime time = new VirtualTime();
    private List<Ran> ran = new ArrayList<>();

    @BeforeTry
    void anew() {
        time = new VirtualTime();
        ran = new ArrayList<>();
    }

    private Future<?> schedule(long due, int which) {
        return time.schedule(due, () -> ran.add(new Ran(time.nanoTime(), which)));
    }

    @Property
    void whatIsDueRunsAtItsMomentInTheOrderOfThoseAndOfScheduling(
            @ForAll @Size(max = 40) List<@LongRange(min = 0, max = 20) Long> dues,
            @ForAll @Size(max = 10) List<@LongRange(min = 0, max = 8) Long> advances) {
        var expected = new ArrayList<Ran>();
        for (int i = 0; i < dues.size(); i++) {
            schedule(dues.get(i), i);
            expected.add(new Ran(dues.get(i), i));
        }
        expected.sort(Comparator.comparingLong(Ran::at)); // a stable sort
        var now = 0L;
        for (var advance : advances) {
            time.advance(Duration.ofNanos(advance));
            now += advance;
            var end = now;
            assertThat(time.nanoTime()).isEqualTo(end);
            assertThat(ran).isEqualTo(expected.stream().filter(each -> each.at <= end).toList());
            assertThat(time.waiting()).isEqualTo(expected.size() - ran.size());
        }
    }

    @Property
    void howTheTimePassesMakesNoDifference(@ForAll @Size(max = 20) List<@LongRange(min = 0, max = 50) Long> dues,
            @ForAll @IntRange(min = 1, max = 60) int steps) {
        var atOnce = new VirtualTimeProperties();
        for (int i = 0; i < dues.size(); i++) {
            schedule(dues.get(i), i);
            atOnce.schedule(dues.get(i), i);
        }
        for (int step = 0; step < steps; step++) {
            time.advance(Duration.ofNanos(1));
        }
        atOnce.time.advance(Duration.ofNanos(steps));
        assertThat(ran).isEqualTo(atOnce.ran);
    }

    /** Each schedules the next, as a process does that reminds itself. */
    @Property
    void whatIsScheduledOnTheWayRunsOnTheWay(@ForAll @LongRange(min = 1, max = 10) long period,
            @ForAll @LongRange(min = 0, max = 100) long end) {
        tick(period);
        time.advance(Duration.ofNanos(end));
        assertThat(ran).hasSize((int) (end / period));
        assertThat(ran).allSatisfy(each -> assertThat(each.at).isEqualTo(each.which * period));
    }

    private void tick(long period) {
        time.schedule(time.nanoTime() + period, () -> {
            ran.add(new Ran(time.nanoTime(), ran.size() + 1));
            tick(period);
        });
    }

    @Property
    void whatIsCancelledDoesNotRun(@ForAll @Size(max = 20) List<@LongRange(min = 0, max = 20) Long> dues,
            @ForAll @IntRange(min = 0, max = 25) int cancelled) {
        var scheduled = new ArrayList<Future<?>>();
        for (int i = 0; i < dues.size(); i++) {
            scheduled.add(schedule(dues.get(i), i));
        }
        scheduled.stream().limit(cancelled).forEach(each -> assertThat(each.cancel(false)).isTrue());
        assertThat(time.waiting()).isEqualTo(Math.max(0, dues.size() - cancelled));
        time.advance(Duration.ofNanos(20));
        assertThat(ran).allSatisfy(each -> assertThat(each.which).isGreaterThanOrEqualTo(cancelled));
        assertThat(ran).hasSize(Math.max(0, dues.size() - cancelled));
        assertThat(scheduled).noneMatch(each -> each.cancel(false));
    }

    @Example
    void whatIsLateIsDueNowAndAfterWhatWasDueBefore() {
        time.advance(Duration.ofNanos(10));
        schedule(10, 1);
        schedule(3, 2);
        schedule(-100, 3);
        assertThat(ran).as("nothing runs within schedule").isEmpty();
        time.advance(Duration.ZERO);
        assertThat(ran).containsExactly(new Ran(10, 1), new Ran(10, 2), new Ran(10, 3));
    }

    @Example
    void foreverIsNeverDue() {
        time.advance(Duration.ofDays(1));
        schedule(time.nanoTime() + Long.MAX_VALUE, 1);
        schedule(time.nanoTime() + 1, 2);
        time.advance(Duration.ofDays(10_000));
        assertThat(ran).extracting(Ran::which).containsExactly(2);
    }

    @Example
    void itTellsWhatTimeItIsAndHowLongUntilTheNext() {
        assertThat(time.untilNext()).isEmpty();
        schedule(Duration.ofSeconds(3).toNanos(), 1);
        time.advance(Duration.ofSeconds(1));
        assertThat(time.untilNext()).contains(Duration.ofSeconds(2));
        assertThat(time.elapsed()).isEqualTo(Duration.ofSeconds(1));
        assertThat(time.instant()).isEqualTo(Instant.EPOCH.plusSeconds(1));
    }

    @Example
    void itRefusesWhatWouldMakeNoSense() {
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("passes forward only");
        time.schedule(1, () -> time.advance(Duration.ofNanos(1)));
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(1))).isInstanceOf(AssertionError.class)
                .hasMessageContaining("due at PT0.000000001S").cause().isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("passing already");
    }
}
