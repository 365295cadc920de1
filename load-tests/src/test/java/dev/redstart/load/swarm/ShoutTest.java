package dev.redstart.load.swarm;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ShoutTest {
    @Test
    void comesBackAsItWasSentWhateverIsAround() {
        var shout = new Shout(2, 7, 1_234, 987_654_321_012L);
        var message = "[null,null,\"room:a\",\"shout\",{\"id\":1," + shout.payload("xx").substring(1) + "]";
        assertThat(Shout.parse(message.getBytes(StandardCharsets.UTF_8))).isEqualTo(shout);
        assertThat(message).contains("\"pad\":\"xx\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"at\":", "{\"at\":\"1\"}", "{\"at\":-1}"})
    void aNumberThatIsNotThereIsTheServersFault(String payload) {
        assertThatExceptionOfType(WireFault.class)
                .isThrownBy(() -> Shout.number(payload.getBytes(StandardCharsets.UTF_8), Shout.AT_KEY))
                .withMessageContaining("a payload must come back with \"at\": and a number");
    }
}
