package dev.redstart.example.chat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What may be said. */
final class MessageTest {
    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t ", "nul \0", "half \ud83d", "half \udc26 too"})
    void whatSaysNothingOrCannotBeKeptIsNotValid(String body) {
        assertThat(Message.isValidBody(body)).isFalse();
    }

    @Test
    void aMessageHas2000UnitsAtMost() {
        assertThat(Message.isValidBody("n".repeat(2_000))).isTrue();
        assertThat(Message.isValidBody("n".repeat(2_001))).isFalse();
        assertThat(Message.isValidBody("🐦".repeat(1_000))).isTrue();
        assertThat(Message.isValidBody("🐦".repeat(1_000) + "n")).isFalse();
    }
}
