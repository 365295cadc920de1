package dev.redstart.channels.functional;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redstart.endpoint.Drain;
import dev.redstart.endpoint.EndpointEvent;
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

    @ParameterizedTest
    @EnumSource(Transport.class)
    void section16devAConnectionWithoutChannelsIsDrainedToo(Transport transport) {
        try (var server = new TestServer(); var client = transport.connect(server.port())) {
            client.send("[null,\"h\",\"phoenix\",\"heartbeat\",{}]");
            client.next();
            assertThat(server.endpoint().drain(server.system().node())).isEqualTo(1);
            client.expectClosed(1012);
        }
    }

    @Test
    void section16eachBatchIsTold() {
        var batches = TestServer.OPTIONS.drain(Drain.DEFAULT.batch(2).interval(Duration.ofMillis(10)));
        var told = new CopyOnWriteArrayList<EndpointEvent.Draining>();
        try (var server = new TestServer(batches);
                var one = Transport.WEBSOCKET.connect(server.port());
                var two = Transport.WEBSOCKET.connect(server.port());
                var three = Transport.WEBSOCKET.connect(server.port())) {
            server.telemetry().listen(event -> {
                if (event instanceof EndpointEvent.Draining draining) {
                    told.add(draining);
                }
            });
            server.endpoint().drain(server.system().node());
            for (var client : List.of(one, two, three)) {
                client.expectClosed(1012);
            }
        }
        var mount = "/socket/websocket";
        assertThat(told).containsExactly(new EndpointEvent.Draining(mount, 2, 3, 1, 2),
                new EndpointEvent.Draining(mount, 1, 3, 2, 2));
    }

    @Test
    void section16defaults() {
        assertThat(Drain.DEFAULT).isEqualTo(new Drain(10_000, Duration.ofSeconds(2), Duration.ofSeconds(30)));
    }

    /** What decides is asked when the time has come; here it says no, and the stop closes with 1001. */
    @Test
    void section16mayBeComputedOrOff() {
        var asked = new AtomicInteger();
        var server = new TestServer(TestServer.OPTIONS.drain(() -> {
            asked.incrementAndGet();
            return Drain.OFF;
        }));
        try (var client = Transport.WEBSOCKET.connect(server.port())) {
            client.join("room:a", 1);
            var before = asked.get();
            server.close();
            client.expectClosed(1001);
            assertThat(asked).hasValueGreaterThan(before);
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
