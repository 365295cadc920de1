package dev.redstart.channels.conformance;

import java.time.Duration;

import dev.redstart.Redstart;
import dev.redstart.channels.conformance.ConformanceApp.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The npm package {@code ws}, whose permessage-deflate is not ours, talks to the apps {@code echo} and {@code golden}. */
class WsClientTest {
    private static final String DEFLATE = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    /** @param options those of {@code ws}, as JSON */
    private static String said(String mode, String program, String path, String options) throws Exception {
        var app = ConformanceApp.app(mode, 0, new Settings("127.0.0.1", Duration.ofSeconds(60), true));
        try (var running = Redstart.start(app.tree())) {
            var url = "ws://127.0.0.1:" + app.endpoint().port(running.node()) + path;
            return NodeProgram.run(program, url, options);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"/echo|true|" + DEFLATE + "; client_max_window_bits=15",
            "/echo|{\"clientMaxWindowBits\":9}|" + DEFLATE + "; client_max_window_bits=9",
            "/echo|{\"serverNoContextTakeover\":true,\"clientNoContextTakeover\":true,\"clientMaxWindowBits\":false}|"
                    + DEFLATE,
            "/echo|{\"serverMaxWindowBits\":10}|none", "/echo|false|none", "/echo-plain|true|none"})
    void everythingComesBackWhateverIsNegotiated(String path, String options, String negotiated) throws Exception {
        assertThat(said("echo", "echo.cjs", path, options)).isEqualTo(negotiated);
    }

    @Test
    void channelsAreCompressedWhereTheirMountSaysSo() throws Exception {
        assertThat(said("golden", "compressed-channel.cjs", "/one/websocket?vsn=2.0.0", "true"))
                .isEqualTo(DEFLATE + "; client_max_window_bits=15");
    }
}
