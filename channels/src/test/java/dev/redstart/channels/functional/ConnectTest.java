package dev.redstart.channels.functional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** PROTOCOL.md 1, 2, 3 and 7. */
class ConnectTest {
    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"vsn=2.0.0, 101", "vsn=2.0.9&&user=ann, 101", "vsn=2.1.0, 403", "vsn=abc, 403", "vsn=, 403",
            "vsn[]=2.0.0, 403",
            "vsn=2.0.0&user=refused, 403", "vsn=2.0.0&user=boom, 500", "vsn=2.0.0&user=null, 403",
            "vsn=2.0.0&user=nullid, 403", "vsn=2.0.0&user[]=refused, 101"})
    void section2and7WhoMayConnect(String query, int status) {
        assertThat(WebSocketClient.refusal(server.port(), query.replace("[", "%5B").replace("]", "%5D")))
                .isEqualTo(status);
    }

    @Test
    void whatConnectMadeIsWhatChannelsSee() {
        try (var client = Transport.WEBSOCKET.connect(server.port(), "user=ann%20lee")) {
            client.send("[\"1\",\"1\",\"room:whoami\",\"phx_join\",{}]");
            client.expect(
                    "[\"1\",\"1\",\"room:whoami\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"user\":\"ann lee\"}}]");
        }
    }
}
