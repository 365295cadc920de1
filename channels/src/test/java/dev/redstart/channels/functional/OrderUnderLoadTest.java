package dev.redstart.channels.functional;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import dev.redstart.channels.Broadcast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** PROTOCOL.md 19, a test for each guarantee: all clients at once, who send without waiting for answers, and so are each other's load. */
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

    private void everybody(BiConsumer<Client, Integer> conversation) {
        everybody(_ -> {}, conversation);
    }

    /** Each client talks on a thread of its own, and begins when all are ready. */
    private void everybody(Consumer<Client> ready, BiConsumer<Client, Integer> conversation) {
        var clients = IntStream.range(0, CLIENTS).mapToObj(_ -> transport.connect(server.port())).toList();
        clients.forEach(ready);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var talks = IntStream.range(0, CLIENTS).mapToObj(number -> CompletableFuture
                    .runAsync(() -> conversation.accept(clients.get(number), number), threads)).toList();
            talks.forEach(talk -> talk.orTimeout(60, TimeUnit.SECONDS).join());
        }
        clients.forEach(Client::close);
    }

    // ---- 1 to 4 -------------------------------------------------------------------------------------------------------------------

    @Test
    void section19order1framesOfOneChannelComeAsItSentThem() {
        everybody((client, number) -> {
            var own = "room:own" + number;
            client.join(own, 2);
            for (int round = 0; round < ROUNDS; round++) {
                client.send(message(2, "r" + round, own, "push3", "{}"));
            }
            for (int round = 0; round < ROUNDS; round++) {
                client.expect(push(2, own, "n", "{\"n\":1}"), push(2, own, "n", "{\"n\":2}"),
                        push(2, own, "n", "{\"n\":3}"), reply(2, "r" + round, own, "{}"));
            }
        });
    }

    @Test
    void section19order2messagesForOneTopicAreHandledAsTheyCame() {
        everybody((client, number) -> {
            var topics = List.of("room:a" + number, "room:b" + number);
            for (int round = 0; round < ROUNDS; round++) {
                for (var topic : topics) {
                    client.send(round == 0
                            ? message(7, "r0", topic, "phx_join", "{}")
                            : message(7, "r" + round, topic, "echo", "{\"n\":" + round + "}"));
                }
            }
            var seen = client.next(topics.size() * (ROUNDS + 1));
            for (var topic : topics) {
                var expected = new ArrayList<>(List.of(reply(7, "r0", topic, "{\"got\":{}}"),
                        push(7, topic, "after_join", "{\"a\":1}")));
                for (int round = 1; round < ROUNDS; round++) {
                    expected.add(reply(7, "r" + round, topic, "{\"n\":" + round + "}"));
                }
                assertThat(of(topic, seen)).isEqualTo(expected);
            }
        });
    }

    /** Each client's channel is a publisher, and so is each client's thread, from outside of any process. */
    @Test
    void section19order3broadcastsOfOnePublisherComeInItsOrder() {
        everybody(client -> client.join("room:all", 1), (client, number) -> {
            for (int round = 0; round < ROUNDS; round++) {
                client.send(message(1, "r" + round, "room:all", "bc", said(number, round)));
                new Broadcast("room:all", "outside", Map.of("by" + number, round)).on(server.pubsub());
            }
            var seen = client.next(2 * CLIENTS * ROUNDS + ROUNDS);
            for (int publisher = 0; publisher < CLIENTS; publisher++) {
                int by = publisher;
                assertThat(those(seen, frame -> frame.contains("\"bc\",{\"from\":" + by + ",")))
                        .isEqualTo(rounds(round -> broadcast("bc", said(by, round))));
                assertThat(those(seen, frame -> frame.contains("{\"by" + by + "\"")))
                        .isEqualTo(rounds(round -> broadcast("outside", "{\"by%d\":%d}".formatted(by, round))));
            }
        });
    }

    @Test
    void section19order4aBroadcastOfAChannelComesBeforeWhatItPushesThen() {
        everybody(client -> client.join("room:all", 1), (client, number) -> {
            for (int round = 0; round < ROUNDS; round++) {
                client.send(message(1, "r", "room:all", "bcpush", said(number, round)));
            }
            var seen = client.next(CLIENTS * ROUNDS + ROUNDS);
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(seen).containsSubsequence(broadcast("bc", said(number, round)),
                        push(1, "room:all", "pushed", said(number, round)));
            }
        });
    }

    /** It goes through the channel's mailbox, so what its handler sends meanwhile is earlier. */
    @Test
    void section19order4anInterceptedBroadcastComesBehindTheReply() {
        everybody((client, number) -> {
            var own = "room:own" + number;
            client.join(own, 2);
            for (int round = 0; round < ROUNDS; round++) {
                client.send(message(2, "r" + round, own, "icpt", "{\"n\":" + round + "}"));
            }
            var seen = client.next(2 * ROUNDS);
            assertThat(those(seen, frame -> frame.contains("\"icpt\""))).isEqualTo(rounds(
                    round -> push(2, own, "icpt", "{\"n\":\"%d\",\"for\":\"ann\"}".formatted(round))));
            for (int round = 0; round < ROUNDS; round++) {
                assertThat(seen).containsSubsequence(reply(2, "r" + round, own, "{}"),
                        push(2, own, "icpt", "{\"n\":\"%d\",\"for\":\"ann\"}".formatted(round)));
            }
        });
    }

    // ---- 5 ------------------------------------------------------------------------------------------------------------------------

    /** Everybody joins the same topics one after the other, and publishes there: what others publish meanwhile waits for the reply. */
    @Test
    void section19order5theReplyOfAJoinIsItsFirstFrame() {
        everybody((client, number) -> {
            var topics = rounds(round -> "room:t" + round);
            for (var topic : topics) {
                client.send(message(1, "1", topic, "phx_join", "{}"), message(1, "2", topic, "bcf", said(number, 0)),
                        message(1, "3", topic, "phx_leave", "{}"));
            }
            var seen = new ArrayList<String>();
            topics.forEach(_ -> seen.addAll(until(client, frame -> frame.contains("phx_close"))));
            for (var topic : topics) {
                var frames = of(topic, seen);
                assertThat(frames.getFirst()).isEqualTo(reply(1, "1", topic, "{\"got\":{}}"));
                assertThat(frames).containsSubsequence(reply(1, "3", topic, "{}"), close(1, topic));
            }
        });
    }

    @Test
    void section19order5theReplyOfANewJoinComesBeforeTheCloseOfTheOldOne() {
        everybody((client, number) -> {
            for (int join = 1; join <= ROUNDS; join++) {
                client.send(message(join, "" + join, "room:all", "phx_join", "{}"),
                        message(join, "b", "room:all", "bc", said(number, join)));
            }
            client.send(message(ROUNDS, "bye", "room:all", "phx_leave", "{}"));
            var seen = until(client, frame -> frame.equals(close(ROUNDS, "room:all")));
            for (int join = 1; join < ROUNDS; join++) {
                assertThat(seen).containsSubsequence(reply(join, "" + join, "room:all", "{\"got\":{}}"),
                        reply(join + 1, "" + (join + 1), "room:all", "{\"got\":{}}"), close(join, "room:all"));
            }
            assertThat(those(seen, frame -> frame.contains("phx_close"))).doesNotHaveDuplicates().hasSize(ROUNDS);
        });
    }

    @Test
    void section19order5theReplyOfAHandlerThatStopsComesBeforeTheClose() {
        everybody((client, number) -> {
            var own = "room:own" + number;
            for (int join = 1; join <= ROUNDS; join++) {
                client.send(message(join, "" + join, own, "phx_join", "{}"),
                        message(join, "s", own, "stop_reply", "{}"));
                var last = close(join, own);
                var seen = until(client, frame -> frame.equals(last));
                seen.removeIf(frame -> frame.contains("\"terminated\""));
                assertThat(seen).containsExactly(reply(join, "" + join, own, "{\"got\":{}}"),
                        push(join, own, "after_join", "{\"a\":1}"), reply(join, "s", own, "{\"last\":true}"), last);
            }
        });
    }

    // ---- 6 ------------------------------------------------------------------------------------------------------------------------

    @Test
    void section19order6whatWasMissedIsNotSentAgain() {
        everybody((client, number) -> {
            var own = "room:own" + number;
            client.join(own, 1);
            publish(own, 0);
            for (int round = 0; round < ROUNDS / 2; round++) {
                client.expect(numbered(own, round));
            }
            client.close();
            publish(own, ROUNDS);
            try (var again = transport.connect(server.port())) {
                again.join(own, 1);
                publish(own, 2 * ROUNDS);
                for (int round = 0; round < ROUNDS; round++) {
                    again.expect(numbered(own, 2 * ROUNDS + round));
                }
                again.expectNothingMore(own, 1);
            }
        });
    }

    private void publish(String topic, int from) {
        for (int n = from; n < from + ROUNDS; n++) {
            new Broadcast(topic, "ext", Map.of("n", n)).on(server.pubsub());
        }
    }

    private static String numbered(String topic, int n) {
        return "[null,null,\"%s\",\"ext\",{\"n\":%d}]".formatted(topic, n);
    }

    // ---- frames -------------------------------------------------------------------------------------------------------------------

    private static String message(int joinRef, String ref, String topic, String event, String payload) {
        return "[\"%d\",\"%s\",\"%s\",\"%s\",%s]".formatted(joinRef, ref, topic, event, payload);
    }

    private static String reply(int joinRef, String ref, String topic, String response) {
        return "[\"%d\",\"%s\",\"%s\",\"phx_reply\",{\"status\":\"ok\",\"response\":%s}]".formatted(joinRef, ref, topic,
                response);
    }

    private static String push(int joinRef, String topic, String event, String payload) {
        return "[\"%d\",null,\"%s\",\"%s\",%s]".formatted(joinRef, topic, event, payload);
    }

    private static String broadcast(String event, String payload) {
        return "[null,null,\"room:all\",\"%s\",%s]".formatted(event, payload);
    }

    private static String close(int joinRef, String topic) {
        return "[\"%d\",\"%d\",\"%s\",\"phx_close\",{}]".formatted(joinRef, joinRef, topic);
    }

    private static String said(int number, int round) {
        return "{\"from\":%d,\"n\":%d}".formatted(number, round);
    }

    private static List<String> rounds(IntFunction<String> frame) {
        return IntStream.range(0, ROUNDS).mapToObj(frame).toList();
    }

    private static List<String> of(String topic, List<String> frames) {
        return those(frames, frame -> frame.contains("\"" + topic + "\""));
    }

    private static List<String> those(List<String> frames, Predicate<String> which) {
        return frames.stream().filter(which).toList();
    }

    /** All up to the first that matches. */
    private static List<String> until(Client client, Predicate<String> last) {
        var seen = new ArrayList<String>();
        do {
            seen.add(client.next());
        } while (!last.test(seen.getLast()));
        return seen;
    }
}
