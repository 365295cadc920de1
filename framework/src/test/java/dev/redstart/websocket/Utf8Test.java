package dev.redstart.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class Utf8Test {

    @Property
    void textIsValidHoweverItIsCut(@ForAll String text, @ForAll @IntRange(max = 400) int cut) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(checkInTwo(bytes, Math.min(cut, bytes.length))).isEqualTo(Utf8.BOUNDARY);
    }

    @Property(tries = 5000)
    void agreesWithTheJdkOnAnyBytes(@ForAll @Size(max = 12) byte[] bytes, @ForAll @IntRange(max = 12) int cut) {
        assertThat(checkInTwo(bytes, Math.min(cut, bytes.length)) == Utf8.BOUNDARY).isEqualTo(jdkTakes(bytes));
    }

    /** Each of these is wrong at its last byte and not before. */
    @ParameterizedTest
    @CsvSource({"80", "c0", "c1", "f5", "ff", "c27f", "c2c0", "e09f", "e0a07f", "eda0", "f08f", "f490", "f0908f7f",
            "e28228",
            "61616161616161616161ff"})
    void wrongBytesAreNoticedAtOnce(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(check(Utf8.BOUNDARY, bytes, 0, bytes.length - 1)).isNotEqualTo(Utf8.INVALID);
        assertThat(check(Utf8.BOUNDARY, bytes, 0, bytes.length)).isEqualTo(Utf8.INVALID);
    }

    private static int checkInTwo(byte[] bytes, int cut) {
        int state = check(Utf8.BOUNDARY, bytes, 0, cut);
        return state == Utf8.INVALID ? state : check(state, bytes, cut, bytes.length);
    }

    private static int check(int state, byte[] bytes, int from, int to) {
        return Utf8.check(state, ByteBuffer.wrap(bytes), from, to);
    }

    private static boolean jdkTakes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
