package dev.redstart.pubsub.presence;

import java.util.Set;
import java.util.TreeSet;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Ranges against plain sets of numbers. */
class RangesProperties {
    static final long MAX = 40;

    private static Ranges ranges(Set<Long> numbers) {
        return Ranges.ofNumbers(numbers.stream().mapToLong(Long::longValue).toArray(), numbers.size());
    }

    private static Set<Long> numbers(Ranges ranges) {
        var numbers = new TreeSet<Long>();
        ranges.forEach(numbers::add);
        return numbers;
    }

    @Property
    void rangesHoldWhatTheyWereMadeOf(@ForAll @Size(max = 30) Set<@LongRange(min = 1, max = MAX) Long> numbers) {
        var ranges = ranges(numbers);
        assertThat(numbers(ranges)).containsExactlyElementsOf(new TreeSet<>(numbers));
        assertThat(ranges.count()).isEqualTo(numbers.size());
        assertThat(ranges.isEmpty()).isEqualTo(numbers.isEmpty());
        assertThat(ranges.max()).isEqualTo(numbers.stream().mapToLong(Long::longValue).max().orElse(0));
        for (long number = 0; number <= MAX + 1; number++) {
            assertThat(ranges.contains(number)).isEqualTo(numbers.contains(number));
        }
        assertThat(Ranges.ofBounds(ranges.toBounds())).isEqualTo(ranges);
    }

    @Property
    void theSameNumbersAreTheSameRanges(@ForAll @Size(max = 30) Set<@LongRange(min = 1, max = MAX) Long> numbers) {
        var oneByOne = Ranges.NONE;
        for (var number : numbers) {
            oneByOne = oneByOne.union(Ranges.of(number, number));
        }
        assertThat(oneByOne).isEqualTo(ranges(numbers)).hasSameHashCodeAs(ranges(numbers));
    }

    @Property
    void aUnionHoldsWhatEitherHolds(@ForAll @Size(max = 30) Set<@LongRange(min = 1, max = MAX) Long> some,
            @ForAll @Size(max = 30) Set<@LongRange(min = 1, max = MAX) Long> others) {
        var both = new TreeSet<>(some);
        both.addAll(others);
        assertThat(ranges(some).union(ranges(others))).isEqualTo(ranges(both));
    }

    @Property
    void coveredIsWhatHasNoGap(@ForAll @Size(max = 30) Set<@LongRange(min = 1, max = MAX) Long> numbers,
            @ForAll @LongRange(min = 1, max = MAX) long first, @ForAll @LongRange(min = 0, max = MAX) long last) {
        boolean all = true;
        for (long number = first; number <= last; number++) {
            all &= numbers.contains(number);
        }
        assertThat(ranges(numbers).covers(first, last)).isEqualTo(all);
        assertThat(ranges(numbers).covers(1, ranges(numbers).complete())).isTrue();
        assertThat(ranges(numbers).contains(ranges(numbers).complete() + 1)).isFalse();
    }

    @Example
    void whatIsCompleteCostsOneRangeHoweverLong() {
        assertThat(Ranges.of(1, 1_000_000).union(Ranges.of(1_000_001, 1_000_001)).toBounds()).containsExactly(1,
                1_000_001);
    }

    @Example
    void boundsThatAreNoRangesAreRefused() {
        assertThatThrownBy(() -> Ranges.ofBounds(1)).hasMessageContaining("pairs, got 1");
        assertThatThrownBy(() -> Ranges.ofBounds(0, 3)).hasMessageContaining("was 0");
        assertThatThrownBy(() -> Ranges.ofBounds(3, 2)).hasMessageContaining("[3, 2]");
        assertThatThrownBy(() -> Ranges.ofBounds(1, 3, 4, 5)).hasMessageContaining("apart");
        assertThatThrownBy(() -> Ranges.ofBounds(5, 6, 1, 2)).hasMessageContaining("ascending");
    }
}
