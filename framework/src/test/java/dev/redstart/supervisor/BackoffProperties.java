package dev.redstart.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

import dev.redstart.supervisor.RestartSeries.Decision;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

/** The arithmetic of restart delays (OTP.md 1.11, S24, S25, S27), without processes and clocks. */
class BackoffProperties {
    private static final RandomGenerator LEAST = () -> 0L;
    private static final RandomGenerator MOST = () -> -1L;
    private static final Duration MIN = Duration.ofMillis(100);
    private static final Duration MAX = Duration.ofSeconds(30);

    @Provide
    Arbitrary<Backoff> backoffs() {
        var min = Arbitraries.longs().between(1, Long.MAX_VALUE);
        var more = Arbitraries.longs().between(0, Long.MAX_VALUE);
        var factor = Arbitraries.doubles().between(1, 1000);
        var jitter = Arbitraries.doubles().between(0, 1);
        var immediate = Arbitraries.integers().between(0, 5);
        return Combinators.combine(min, more, factor, jitter, immediate).as((least, extra, by, chance, atOnce) -> {
            var shortest = Duration.ofNanos(least);
            return Backoff.exponential(shortest, shortest.plusNanos(extra)).factor(by).jitter(chance)
                    .immediate(atOnce);
        });
    }

    @Property
    void s24_aDelayIsNeverAboveMaxAndLiesInItsBand(@ForAll("backoffs") Backoff backoff,
            @ForAll @IntRange(max = 10_000) int later, @ForAll long seed) {
        var before = backoff.immediate() + later;
        var base = backoff.base(before);
        assertThat(base).isBetween(backoff.min().compareTo(base) < 0 ? backoff.min() : base, backoff.max());
        for (var random : List.of(LEAST, MOST, new SplittableRandom(seed))) {
            var delay = backoff.delay(before, random);
            assertThat(delay).isLessThanOrEqualTo(base).isLessThanOrEqualTo(backoff.max());
            var least = base.toNanos() * (1 - backoff.jitter());
            assertThat((double) delay.toNanos()).isGreaterThanOrEqualTo(least * (1 - 1e-12) - 1);
        }
    }

    @Property
    void s24_basesGrowFromMinByTheFactorUpToMax(@ForAll("backoffs") Backoff backoff,
            @ForAll @IntRange(max = 200) int later) {
        var before = backoff.immediate() + later;
        var base = (double) backoff.base(before).toNanos();
        var next = (double) backoff.base(before + 1).toNanos();
        var longest = Math.min(Long.MAX_VALUE, nanosOf(backoff.max()));
        assertThat(next).isGreaterThanOrEqualTo(base);
        assertThat(next).isBetween(Math.min(longest, base * backoff.factor()) * (1 - 1e-9) - 1,
                Math.min(longest, (base + 1) * backoff.factor()) * (1 + 1e-9) + 1);
        assertThat((double) backoff.base(backoff.immediate()).toNanos()).isCloseTo(nanosOf(backoff.min()),
                withinPercentage(1e-9));
    }

    private static double nanosOf(Duration time) {
        return time.toSeconds() * 1e9 + time.toNanosPart();
    }

    @Property
    void s24_theFirstOnesDoNotWait(@ForAll("backoffs") Backoff backoff, @ForAll long seed) {
        var series = new RestartSeries(backoff);
        var random = new SplittableRandom(seed);
        for (int i = 0; i < backoff.immediate(); i++) {
            assertThat(series.ended(i, random)).isEqualTo(new Decision.Now());
        }
        assertThat(series.ended(0, random)).isInstanceOf(Decision.After.class);
        assertThat(series.attempt()).isEqualTo(backoff.immediate() + 1);
    }

    /** The rule said once more, on a list of lives: each is an uptime, or -1 for an {@code init} that failed. */
    @Property
    void s25_s27_whatIsDecidedFollowsFromTheEndsSinceTheLastLongLife(@ForAll @IntRange(max = 4) int immediate,
            @ForAll @IntRange(max = 8) int giveUpAfter,
            @ForAll @Size(max = 40) List<@IntRange(min = -1, max = 12) Integer> lives, @ForAll long start) {
        var backoff = Backoff.exponential(Duration.ofNanos(16), Duration.ofNanos(512)).jitter(0).immediate(immediate)
                .resetAfter(Duration.ofNanos(10)).giveUpAfter(giveUpAfter);
        var series = new RestartSeries(backoff);
        var now = start; // a monotonic clock may start anywhere, and wrap
        for (int i = 0; i < lives.size(); i++) {
            var uptime = lives.get(i);
            if (uptime >= 0) {
                series.started(now);
                now += uptime;
            } else {
                now += 1000; // an init may take long before it fails
            }
            var before = 0;
            for (int j = i; j > 0 && lives.get(j) < 10; j--) {
                before++;
            }
            Decision expected = before >= giveUpAfter
                    ? new Decision.GiveUp()
                    : before < immediate
                            ? new Decision.Now()
                            : new Decision.After(Duration.ofNanos(Math.min(512, 16L << (before - immediate))));
            assertThat(series.ended(now, LEAST)).isEqualTo(expected);
            assertThat(series.attempt()).isEqualTo(before + 1);
        }
    }

    @Example
    void s24_theSeriesOfTheDefaults() {
        var random = new SplittableRandom(42);
        var backoff = Backoff.exponential(MIN, MAX);
        assertThat(backoff.delay(0, random)).isEqualTo(Duration.ZERO);
        for (int before = 1; before < 100; before++) {
            var base = Math.min(30_000, 100L << Math.min(before - 1, 20));
            assertThat(backoff.delay(before, random)).isBetween(Duration.ofMillis(base / 2), Duration.ofMillis(base));
        }
        assertThat(backoff.delay(Integer.MAX_VALUE, MOST)).isBetween(MAX.minusNanos(10), MAX);
        assertThat(backoff.delay(Integer.MAX_VALUE, LEAST)).isEqualTo(MAX.dividedBy(2));
    }

    @Example
    void s25_anUptimeOfExactlyResetAfterStartsTheSeriesAgain() {
        var backoff = Backoff.exponential(MIN, MAX).resetAfter(Duration.ofSeconds(60));
        var series = new RestartSeries(backoff);
        assertThat(series.ended(0, LEAST)).isEqualTo(new Decision.Now());
        series.started(0);
        assertThat(series.ended(Duration.ofSeconds(60).toNanos() - 1, LEAST)).isInstanceOf(Decision.After.class);
        series.started(0);
        assertThat(series.ended(Duration.ofSeconds(60).toNanos(), LEAST)).isEqualTo(new Decision.Now());
    }

    @Example
    void s24_anEndInGoodOrderNeitherWaitsNorCountsNorStartsTheSeriesAgain() {
        var series = new RestartSeries(Backoff.exponential(MIN, MAX).jitter(0).giveUpAfter(3));
        assertThat(series.ended(0, LEAST)).isEqualTo(new Decision.Now());
        assertThat(series.ended(0, LEAST)).isEqualTo(new Decision.After(MIN));
        series.started(0);
        for (int i = 0; i < 10; i++) {
            assertThat(series.endedInGoodOrder()).isEqualTo(new Decision.Now());
            assertThat(series.attempt()).isEqualTo(2);
        }
        var init = Duration.ofMinutes(2).toNanos(); // failed, so its life before the good end is no uptime
        assertThat(series.ended(init, LEAST)).isEqualTo(new Decision.After(MIN.multipliedBy(2)));
    }

    @Example
    void noneNeverWaitsAndNeverGivesUp() {
        var series = new RestartSeries(Backoff.NONE);
        for (int i = 1; i < 1000; i++) {
            assertThat(series.ended(i, MOST)).isEqualTo(new Decision.Now());
            assertThat(series.attempt()).isEqualTo(i);
        }
    }

    @Example
    void whatCannotBeABackoffIsRefused() {
        var backoff = Backoff.exponential(MIN, MAX);
        assertThatThrownBy(() -> Backoff.exponential(Duration.ZERO, MAX)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("backoff: min must be > 0, was PT0S");
        assertThatThrownBy(() -> Backoff.exponential(MAX, MIN)).hasMessageContaining("max must be >= min, was PT0.1S");
        assertThatThrownBy(() -> backoff.factor(0.9)).hasMessageContaining("factor must be >= 1 and finite, was 0.9");
        assertThatThrownBy(() -> backoff.factor(Double.NaN)).hasMessageContaining("was NaN");
        assertThatThrownBy(() -> backoff.jitter(1.1)).hasMessageContaining("between 0 and 1, was 1.1");
        assertThatThrownBy(() -> backoff.jitter(-0.1)).hasMessageContaining("between 0 and 1, was -0.1");
        assertThatThrownBy(() -> backoff.immediate(-1)).hasMessageContaining("immediate must be >= 0, was -1");
        assertThatThrownBy(() -> backoff.resetAfter(Duration.ZERO)).hasMessageContaining("resetAfter must be > 0");
        assertThatThrownBy(() -> backoff.giveUpAfter(-1)).hasMessageContaining("giveUpAfter must be >= 0, was -1");
    }
}
