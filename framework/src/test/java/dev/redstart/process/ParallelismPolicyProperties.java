package dev.redstart.process;

import java.util.List;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** How many carrier threads there should be, tick by tick. */
class ParallelismPolicyProperties {
    private record Tick(boolean stuck, int hogs) {
        static Tick of(int code) {
            return new Tick(code % 2 == 1, code / 2 % 9);
        }
    }

    @Property
    void itStaysWithinItsBounds(@ForAll @IntRange(min = 1, max = 64) int base,
            @ForAll @IntRange(min = 1, max = 256) int most,
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 17) Integer> codes) {
        var policy = new ParallelismPolicy(base, most);
        for (int code : codes) {
            var tick = Tick.of(code);
            assertThat(policy.tick(tick.stuck, tick.hogs)).isBetween(base, Math.max(base, most));
        }
    }

    @Property
    void itComesBackToWhatItFoundWhenAllIsCalm(@ForAll @IntRange(min = 1, max = 64) int base,
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 17) Integer> codes) {
        var policy = new ParallelismPolicy(base, 256);
        codes.forEach(code -> policy.tick(Tick.of(code).stuck, Tick.of(code).hogs));
        var last = 0;
        for (int tick = 0; tick < 100; tick++) {
            last = policy.tick(false, 0);
        }
        assertThat(last).isEqualTo(base);
        assertThat(policy.isRaised()).isFalse();
    }

    @Property
    void whileSomethingComesToAnEndNothingIsRaised(
            @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 8) Integer> hogs) {
        var policy = new ParallelismPolicy(2, 256);
        for (int i = 0; i < hogs.size(); i++) {
            assertThat(policy.tick(i % 3 != 2, hogs.get(i))).isEqualTo(2);
        }
    }

    @Example
    void itGivesEachHandlerThatComputesACarrierOnTop() {
        var policy = new ParallelismPolicy(2, 256);
        assertThat(List.of(policy.tick(true, 2), policy.tick(true, 2), policy.tick(true, 2))).containsExactly(2, 2, 4);
    }

    @Example
    void itRaisesThoughNobodyKnowsWhoIsToBlameButLater() {
        var policy = new ParallelismPolicy(2, 256);
        for (int tick = 1; tick < 20; tick++) {
            assertThat(policy.tick(true, 0)).isEqualTo(2);
        }
        assertThat(policy.tick(true, 0)).isEqualTo(4);
    }

    @Example
    void itRaisesBeyondThoseItBlamesIfThatDoesNotHelp() {
        var policy = new ParallelismPolicy(2, 256);
        for (int tick = 0; tick < 100; tick++) {
            policy.tick(true, 1);
        }
        assertThat(policy.tick(true, 1)).isGreaterThan(4);
    }

    @Example
    void itKeepsWhatTheLastTicksHaveNeeded() {
        var policy = new ParallelismPolicy(2, 256);
        for (int tick = 0; tick < 3; tick++) {
            policy.tick(true, 2);
        }
        var last = 0;
        for (int tick = 0; tick < 200; tick++) {
            last = policy.tick(false, 1);
        }
        assertThat(last).isEqualTo(3);
    }
}
