package dev.redstart.channels.functional;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.redstart.endpoint.Drain;
import dev.redstart.process.ExitReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** PROTOCOL.md 16. */
class DrainTest {
    @ParameterizedTest
    @EnumSource(Transport.class)
    void section16connectionsAreClosedWith1012AndChannelsHearWhy(Transport transport) throws InterruptedException {
        try (var server = new TestServer(); var client = transport.connect(server.port())) {
            client.join("room:a", 1);
            assertThat(server.endpoint().drain(server.system().node())).isEqualTo(1);
            client.expectClosed(1012);
            assertThat(client.frames).isEmpty();
            assertThat(server.nextTerminated().reason()).isEqualTo(new ExitReason.Shutdown("draining"));
            try (var after = transport.connect(server.port())) { // it was not for a stop
                after.join("room:a", 1);
            }
        }
    }

    @Test
    void section16aStopDrainsFirst() {
        var server = new TestServer();
        try (var client = Transport.WEBSOCKET.connect(server.port())) {
            client.join("room:a", 1);
            server.close();
            client.expectClosed(1012);
        }
    }

    /** One connection each minute: while the second one waits for its turn, nobody gets in. */
    @Test
    void section16devUpgradesAreRefusedMeanwhile() {
        var slow = TestServer.OPTIONS
                .drain(Drain.DEFAULT.batch(1).interval(Duration.ofMinutes(1)).limit(Duration.ofMinutes(5)));
        var server = new TestServer(slow);
        try (var first = Transport.WEBSOCKET.connect(server.port());
                var second = Transport.WEBSOCKET.connect(server.port())) {
            first.join("room:a", 1);
            second.join("room:a", 1);
            var draining = CompletableFuture.runAsync(server::close);
            await().atMost(Duration.ofSeconds(Client.PATIENCE_SECONDS)).until(() -> Http
                    .status(Http.upgrade(server.port(), "/socket/websocket?vsn=2.0.0", "")) == 503);
            assertThat(Http.status(Http.head(server.port(), "GET", "/socket/longpoll?vsn=2.0.0", ""))).isEqualTo(503);
            assertThat(draining).isNotDone();
            assertThat(first.closed.isDone() && second.closed.isDone()).isFalse();
            server.system().exit(server.system().root().ref().pid(), ExitReason.KILL); // nobody wants to wait for it
            draining.orTimeout(Client.PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        }
    }
}
