package dev.redstart.load.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class ReadingTest {
    private static final long SECOND = 1_000_000_000;

    @Test
    void whatTheMachineDoesIsEverythingButIdlingAndWaiting() {
        var stat = """
                cpu  100 20 30 9999 8888 4 5 6 70 80
                cpu0 1 1 1 1 1 1 1 1 1 1
                """;
        assertThat(Reading.machineNanos(stat)).isEqualTo((100 + 20 + 30 + 4 + 5 + 6) * 10_000_000L);
    }

    @Test
    void anotherTextIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Reading.machineNanos("intr 1 2 3\n"))
                .withMessageContaining("must begin with 'cpu'").withMessageContaining("intr 1 2 3");
    }

    @Test
    void othersHadWhatTheMachineUsedAndWeDidNot() {
        var used = new Reading(0, 0, 0).until(new Reading(2 * SECOND, SECOND, 4 * SECOND));
        assertThat(used.cores()).isEqualTo(0.5);
        assertThat(used.othersCores()).isEqualTo(1.5);
    }

    @Test
    void theMachinesCoarseClockMakesNobodyUseLessThanNothing() {
        assertThat(new Reading(0, 0, 0).until(new Reading(SECOND, SECOND, SECOND / 2)).othersCores()).isZero();
    }

    @Test
    void theClocksOfThisMachineGoForward() {
        var before = Reading.now();
        var used = before.until(Reading.now());
        assertThat(used.seconds()).isPositive();
        assertThat(used.cpuSeconds()).isCloseTo(0, within(20.0)).isNotNegative();
    }
}
