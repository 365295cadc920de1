package dev.redstart.load.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

import dev.redstart.load.fake.FakeServer;
import dev.redstart.load.server.ServerUnderTest.Launch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** Starts the fake server in a JVM of its own. */
class ServerUnderTestTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void startsMeasuresAndStops() throws Exception {
        var url = freeUrl();
        long pid;
        try (var server = ServerUnderTest.start(launch(fakeServer(url), url))) {
            pid = server.pid().orElseThrow();
            assertThat(server.url()).isEqualTo(url);
            assertThat(server.probe().orElseThrow().commandLine()).contains("-Dmark=yes");
            assertThat(server.probe().orElseThrow().liveHeap().classes()).containsKey(FakeServer.class.getName());
        }
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void findsTheJvmBelowAShell() throws Exception {
        var url = freeUrl();
        try (var server = ServerUnderTest.start(launch("bash -c \"" + fakeServer(url) + "; true\"", url))) {
            assertThat(server.probe().orElseThrow().liveHeap().classes()).containsKey(FakeServer.class.getName());
        }
    }

    @Test
    void aServerThatEndsAtOnceIsReportedWithWhatItSaid() throws Exception {
        var url = freeUrl();
        assertThatIllegalStateException()
                .isThrownBy(() -> ServerUnderTest.start(launch("bash -c 'echo no luck; exit 7'", url)))
                .withMessageContaining("ended with 7").withMessageContaining("no luck");
    }

    @Test
    void aServerThatNeverListensIsStopped() throws Exception {
        var url = freeUrl();
        var launch = new Launch("sleep 4711", url, "", folder.resolve("log"), Duration.ofMillis(300));
        assertThatIllegalStateException().isThrownBy(() -> ServerUnderTest.start(launch))
                .withMessageContaining("must accept connections within").withMessageContaining("sleep 4711");
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @Test
    void aPortThatIsTakenIsNotMistakenForTheServer() {
        try (var other = new FakeServer(0, _ -> FakeServer.Manners.GOOD)) {
            assertThatIllegalStateException().isThrownBy(() -> ServerUnderTest.start(launch("true", other.url())))
                    .withMessageContaining("must be free");
        }
    }

    @Test
    void aServerThatRunsAlreadyIsLeftAlone() {
        long self = ProcessHandle.current().pid();
        try (var server = ServerUnderTest.attached(URI.create("ws://127.0.0.1:1/s"), OptionalLong.of(self))) {
            assertThat(server.pid()).hasValue(self);
        }
        assertThat(ProcessHandle.current().isAlive()).isTrue();
    }

    private Launch launch(String shell, URI url) {
        return new Launch(shell, url, "-Dmark=yes", folder.resolve("log"), Duration.ofSeconds(60));
    }

    private static String fakeServer(URI url) {
        var classes = FakeServer.class.getProtectionDomain().getCodeSource().getLocation().getPath();
        return "$JAVA_HOME/bin/java $JAVA_OPTS -Xmx64m -cp " + classes + " " + FakeServer.class.getName() + " "
                + url.getPort();
    }

    private static URI freeUrl() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return URI.create("ws://127.0.0.1:" + socket.getLocalPort() + "/socket/websocket");
        }
    }
}
