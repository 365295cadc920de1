package dev.redstart.example.chat;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

final class UserTest {
    @Test
    void aNameStaysAsItIs() {
        assertThat(nameFor("Ana María 日本 🐦 <b>")).isEqualTo("Ana María 日本 🐦 <b>");
    }

    @Test
    void spaceAroundANameIsDropped() {
        assertThat(nameFor(" \t Ana\u3000\n")).isEqualTo("Ana");
    }

    @Test
    void whatNobodyCanSeeOrKeepIsDropped() {
        assertThat(nameFor("A\0n\u0007a\ud800")).isEqualTo("Ana");
    }

    @Test
    void aLongNameIsCut() {
        assertThat(nameFor("n".repeat(41))).isEqualTo("n".repeat(40));
        assertThat(nameFor("n".repeat(39) + " n")).isEqualTo("n".repeat(39));
    }

    @Test
    void aCharacterIsNeverCutInHalf() {
        assertThat(nameFor("n".repeat(39) + "🐦")).isEqualTo("n".repeat(39));
        assertThat(nameFor("n".repeat(38) + "🐦")).isEqualTo("n".repeat(38) + "🐦");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\0", "\ud800", " \u0007 "})
    void whoHasNoNameIsAGuest(String wanted) {
        assertThat(nameFor(wanted)).matches("guest-[0-9a-f]{4}");
    }

    @Test
    void guestsHaveDifferentNames() {
        assertThat(Stream.generate(() -> nameFor("")).limit(20).distinct().count()).isGreaterThan(1);
    }

    private static String nameFor(String wanted) {
        return User.named(wanted).name();
    }
}
