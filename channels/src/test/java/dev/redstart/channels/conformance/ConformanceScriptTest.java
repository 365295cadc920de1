package dev.redstart.channels.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code channels/conformance-app}, as a checker from outside starts it. */
class ConformanceScriptTest {
    private static final int PATIENCE_SECONDS = 60;

    private static ProcessBuilder script(String... arguments) {
        var script = Path.of(System.getProperty("basedir", ""), "conformance-app").toAbsolutePath().toString();
        var process = new ProcessBuilder(script);
        process.command().addAll(List.of(arguments));
        return process;
    }

    @ParameterizedTest
    @ValueSource(strings = {"accept", "golden", "echo"})
    void theFirstLineSaysWhereItIsAndSigtermEndsIt(String mode) throws IOException, InterruptedException {
        var app = script(mode, "0").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            var ready = app.inputReader(StandardCharsets.UTF_8).readLine();
            assertThat(ready).matches("ready [0-9]+");
            var port = Integer.parseInt(ready.substring("ready ".length()));
            try (var client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(client.isConnected()).isTrue();
            }
            app.destroy();
            assertThat(app.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
        } finally {
            app.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "accept", "serve 4000", "accept x", "accept 65536"})
    void whatItDoesNotUnderstandItAnswersWithItsUsage(String line) throws IOException, InterruptedException {
        var app = script(line.isEmpty() ? new String[0] : line.split(" ")).redirectErrorStream(true).start();
        var said = new String(app.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said).contains("usage: ").contains("accept|golden|echo PORT");
        assertThat(app.waitFor()).isEqualTo(2);
    }

    @Test
    void printIsTheWholeCommand() throws IOException, InterruptedException {
        var app = script("--print", "golden", "4000").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var said = new String(app.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said.strip()).contains("/bin/java ").contains(" -cp ").endsWith("ConformanceApp golden 4000");
        assertThat(app.waitFor()).isZero();
    }
}
