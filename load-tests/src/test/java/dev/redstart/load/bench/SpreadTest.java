package dev.redstart.load.bench;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SpreadTest {
    @Test
    void theMedianIsTheMiddleOneOfAnOddNumber() {
        assertThat(Spread.of(9, 1, 2)).isEqualTo(new Spread(2, 1, 9, 3));
    }

    @Test
    void theMedianIsBetweenTheTwoInTheMiddleOfAnEvenNumber() {
        assertThat(Spread.of(10, 1, 4, 2)).isEqualTo(new Spread(3, 1, 10, 4));
    }

    @Test
    void oneValueHasNoRange() {
        assertThat(Spread.of(7).show(Column.P50::show)).isEqualTo("7.0");
        assertThat(Spread.of(7, 8, 9).show(Column.P50::show)).isEqualTo("8.0 (7.0–9.0)");
    }

    @Test
    void noValueIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(Spread::of)
                .withMessage("a spread must have at least 1 value, had 0");
    }
}
