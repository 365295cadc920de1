package dev.redstart.websocket;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class CompressionTest {
    @Test
    void eachValueIsChangedAlone() {
        assertThat(Compression.defaults().withLevel(9).withMinBytes(10).withMaxRatio(100))
                .isEqualTo(new Compression(9, 10, 100));
    }

    @Test
    void valuesThatMakeNoSenseAreRefused() {
        var defaults = Compression.defaults();
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withLevel(0))
                .withMessage("level must be 1 to 9, was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withLevel(10))
                .withMessage("level must be 1 to 9, was 10");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withMinBytes(0))
                .withMessage("minBytes must be >= 1, was 0");
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withMaxRatio(0))
                .withMessage("maxRatio must be >= 1, was 0");
    }
}
