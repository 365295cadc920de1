package dev.redstart.websocket;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CloseCodeTest {

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999, 5000, 65535})
    void clientsMayCloseWith(int code) {
        assertThat(CloseCode.mayTravel(code)).isTrue();
        assertThat(CloseCode.answerTo(code)).isEqualTo(CloseCode.NORMAL);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999})
    void nobodyMayCloseWith(int code) {
        assertThat(CloseCode.mayTravel(code)).isFalse();
    }

    /** A client may only give them back. */
    @ParameterizedTest
    @ValueSource(ints = {1012, 1013, 1014})
    void onlyServersMayCloseWith(int code) {
        assertThat(CloseCode.mayTravel(code)).isTrue();
        assertThat(CloseCode.answerTo(code)).isEqualTo(CloseCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014, 3000, 4999})
    void theServerMayCloseWith(int code) {
        assertThat(CloseCode.mayBeSent(code)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 999, 1004, 1005, 1006, 1010, 1015, 1016, 2999, 5000, 65536})
    void theServerMayNotCloseWith(int code) {
        assertThat(CloseCode.mayBeSent(code)).isFalse();
    }
}
