package dev.redstart.example.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** The program as {@code run} starts it, in a JVM of its own. */
final class ChatProgramTest {
    /** What a JVM ends with when SIGTERM told it to and its shutdown went through. */
    private static final int TERMINATED = 128 + 15;

    @TempDir
    Path data;

    @Test
    void saysWhereItIsAndServesUntilItIsToldToStop() throws Exception {
        var chat = chat("--port", "0", "--data", data.toString());
        try {
            var out = chat.inputReader(StandardCharsets.UTF_8);
            var ready = nextLine(out);
            assertThat(ready).matches("ready http://localhost:[0-9]+");
            var url = ready.substring("ready ".length());
            assertThat(get(url + "/")).contains("<title>Redstart chat</title>");
            assertThat(get(url + "/metrics")).contains("redstart_connections");
            chat.toHandle().destroy(); // Process.destroy() would close its output, too
            assertThat(chat.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(chat.exitValue()).isEqualTo(TERMINATED);
            assertThat(out.readLine()).as("nothing else on stdout").isNull();
            assertThat(data.resolve("chat.mv.db")).exists();
        } finally {
            chat.destroyForcibly();
        }
    }

    @Test
    void aWrongOptionIsNamed() throws Exception {
        var chat = chat("--prot", "4000");
        assertThat(nextLine(chat.errorReader(StandardCharsets.UTF_8))).isEqualTo("chat: there is no option --prot");
        assertThat(chat.waitFor()).isEqualTo(2);
    }

    @Test
    void helpNamesTheOptions() throws Exception {
        var chat = chat("--help");
        assertThat(chat.inputReader(StandardCharsets.UTF_8).lines()).anyMatch(line -> line.contains("--jdbc-url"));
        assertThat(chat.waitFor()).isZero();
    }

    /** No interrupt ends the reading of a pipe, so a program that says nothing would hold up the build for ever. */
    private static String nextLine(BufferedReader from) {
        return assertTimeoutPreemptively(ofSeconds(60), () -> String.valueOf(from.readLine()));
    }

    private static Process chat(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Chat.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).start();
    }

    private static String get(String url) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(HttpRequest.newBuilder(URI.create(url)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }
}
