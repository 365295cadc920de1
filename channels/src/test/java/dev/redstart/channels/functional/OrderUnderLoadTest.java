package dev.redstart.channels.functional;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** PROTOCOL.md 19 with many at once: every client sends on two topics while all broadcast to each other. */
@ParameterizedClass
@EnumSource(Transport.class)
class OrderUnderLoadTest {
    private static final int CLIENTS = 6;
    private static final int ROUNDS = 60;

    private final TestServer server = new TestServer();
    private final Transport transport;

    OrderUnderLoadTest(Transport transport) {
        this.transport = transport;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void section19orders1to5UnderLoad() {
        var clients = IntStream.range(0, CLIENTS).mapToObj(_ -> transport.connect(server.port())).toList();
        clients.forEach(client -> client.join("room:all", 1));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var runs = IntStream.range(0, CLIENTS).mapToObj(number -> CompletableFuture
                    .runAsync(() -> converse(clients.get(number), number), threads)).toList();
            runs.forEach(run -> run.orTimeout(60, TimeUnit.SECONDS).join());
        }
        clients.forEach(Client::close);
    }

    /** What it broadcasts comes back to it and all others in its order; what it asks is answered in order, topic by topic. */
    private static void converse(Client client, int number) {
        var own = "room:own" + number;
        client.send("[\"2\",\"2\",\"" + own + "\",\"phx_join\",{}]");
        for (int round = 0; round < ROUNDS; round++) {
            client.send("[\"1\",null,\"room:all\",\"bcpush\",{\"from\":%d,\"n\":%d}]".formatted(number, round),
                    "[\"2\",\"r%d\",\"%s\",\"push3\",{}]".formatted(round, own));
        }
        client.send("[\"2\",\"bye\",\"" + own + "\",\"phx_leave\",{}]");
        var seen = new ArrayList<String>();
        var left = CLIENTS * ROUNDS + ROUNDS + 5 + 4 * ROUNDS;
        for (int i = 0; i < left; i++) {
            seen.add(client.next());
        }
        for (int other = 0; other < CLIENTS; other++) {
            assertInOrder(seen, "[null,null,\"room:all\",\"bc\",{\"from\":" + other + ",\"n\":%d}]", ROUNDS);
        }
        assertInOrder(seen, "[\"1\",null,\"room:all\",\"pushed\",{\"from\":" + number + ",\"n\":%d}]", ROUNDS);
        for (int round = 0; round < ROUNDS; round++) { // order 4: the broadcast of a channel before its push
            var suffix = ",{\"from\":" + number + ",\"n\":" + round + "}]";
            assertThat(seen.indexOf("[null,null,\"room:all\",\"bc\"" + suffix))
                    .isLessThan(seen.indexOf("[\"1\",null,\"room:all\",\"pushed\"" + suffix));
        }
        assertOwnTopic(seen.stream().filter(frame -> frame.contains("\"" + own + "\"")).toList(), own);
    }

    /** Orders 1, 2 and 5: the join's reply first, then pushes and replies as coded, and the close behind the last reply. */
    private static void assertOwnTopic(List<String> frames, String own) {
        var expected = new ArrayList<String>();
        expected.add("[\"2\",\"2\",\"" + own + "\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]");
        expected.add("[\"2\",null,\"" + own + "\",\"after_join\",{\"a\":1}]");
        for (int round = 0; round < ROUNDS; round++) {
            for (int n = 1; n <= 3; n++) {
                expected.add("[\"2\",null,\"" + own + "\",\"n\",{\"n\":" + n + "}]");
            }
            expected.add("[\"2\",\"r" + round + "\",\"" + own
                    + "\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        }
        expected.add("[\"2\",\"bye\",\"" + own + "\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        expected.add("[\"2\",\"2\",\"" + own + "\",\"phx_close\",{}]");
        expected.add("[\"2\",null,\"" + own + "\",\"terminated\",{}]");
        assertThat(frames).isEqualTo(expected);
    }

    private static void assertInOrder(List<String> seen, String pattern, int count) {
        var expected = IntStream.range(0, count).mapToObj(pattern::formatted).toList();
        assertThat(seen.stream().filter(expected::contains).toList()).isEqualTo(expected);
    }
}
