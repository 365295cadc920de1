package dev.redstart.channels.serializer;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RefTest {
    @ParameterizedTest
    @ValueSource(strings = {"\"0\"", "\"7\"", "\"10\"", "\"999\"", "\"1000\"", "\"\"", "\"00\"", "\"01\"", "\"-1\"",
            "\"1a\"",
            "\"¹\"", "1", "12345", "999", "true", "\"99999999999999\"", "{\"a\":1}"})
    void everyRefIsReadAsItIsWritten(String json) {
        var text = (" " + json + " ").getBytes(StandardCharsets.UTF_8);
        assertThat(Ref.of(text, 1, text.length - 1)).isEqualTo(new Ref(json));
    }

    @Test
    void whatClientsNumberFromOneByOneIsShared() {
        for (int number = 0; number < 1_000; number++) {
            var text = ("\"" + number + "\"").getBytes(StandardCharsets.UTF_8);
            assertThat(Ref.of(text, 0, text.length)).isEqualTo(new Ref("\"" + number + "\""))
                    .isSameAs(Ref.of(text, 0, text.length));
        }
    }
}
