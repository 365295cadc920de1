package dev.redstart.load.compare;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;

import dev.redstart.load.run.RunFolder;
import dev.redstart.load.server.ServerOptions;
import dev.redstart.load.server.ServerUnderTest;
import dev.redstart.load.swarm.Trials;
import dev.redstart.load.swarm.Trials.Figure;
import dev.redstart.load.swarm.Trials.Trial;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each server to compare with that is in Java, started as it is for the comparison, stands up to the swarm's checks of the wire. */
class ContestantsTest {
    private static final Trials.Size SMALL = new Trials.Size(20, 20, 20, Duration.ofMillis(50),
            Duration.ofSeconds(1));

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(value = Contestant.class, names = {"undertow", "netty", "vertx"})
    void speaksTheWire(Contestant contestant) throws Exception {
        var outcome = outcome(contestant);
        assertThat(outcome.errors()).isEmpty();
        assertThat(outcome.figures().get(Figure.PING_RATE)).isPositive();
        assertThat(outcome.figures().get(Figure.FAN_OUT_8_RATE)).isPositive();
        assertThat(outcome.figures().get(Figure.CONNECT_RATE)).isPositive();
    }

    @Test
    void whatIsNotInstalledIsNamedWithTheRemedy() {
        var nowhere = new RunFolder(folder, Instant.EPOCH);
        assertThat(Contestant.go.missing(nowhere)).hasValueSatisfying(
                words -> assertThat(words).startsWith("Go gorilla is left out: run load-tests/src/peers/build"));
        assertThat(Contestant.netty.missing(nowhere)).isEmpty();
    }

    private Trials.Outcome outcome(Contestant contestant) throws Exception {
        int port = ServerOptions.freePort();
        var launch = new ServerUnderTest.Launch(command(contestant).replace("{port}", Integer.toString(port)),
                URI.create("ws://127.0.0.1:" + port + "/socket/websocket"), "-Xmx128m", folder.resolve("server.log"),
                Duration.ofSeconds(60));
        try (var server = ServerUnderTest.start(launch)) {
            return Trials.run(server.url(), server.probe().orElseThrow(), SMALL, EnumSet.allOf(Trial.class));
        }
    }

    /** With the class path of this test in place of the one that the build writes later. */
    private String command(Contestant contestant) throws Exception {
        var target = Files.createDirectories(folder.resolve("target"));
        Files.writeString(target.resolve("gatling.classpath"), System.getProperty("java.class.path"));
        return contestant.command(new RunFolder(folder, Instant.EPOCH));
    }
}
