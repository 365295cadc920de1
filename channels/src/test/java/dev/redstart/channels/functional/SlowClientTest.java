package dev.redstart.channels.functional;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Conflatable;
import dev.redstart.telemetry.CounterView;
import dev.redstart.telemetry.Meter;
import dev.redstart.websocket.WebSocketLimits;
import dev.redstart.websocket.WebSocketLimits.Overflow;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Clients that take less than they are sent, under each policy (DESIGN.md 2, FEATURES.md 8.4). */
class SlowClientTest {
    private static final String FILLER = "x".repeat(8_000);
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");
    private static final Pattern FRAMES = Pattern.compile("\"frames\":(\\d+)");

    private record Numbered(int n, String filler) {}

    private record Latest(String symbol, int n, String filler) implements Conflatable {
        @Override
        public String conflationKey() {
            return symbol;
        }
    }

    @Test
    void dropOldestTellsTheClientAndItsChannelAndKeepsTheLatest() throws IOException {
        try (var server = server(Overflow.DROP_OLDEST); var client = joined(server)) {
            int sent = flood(server, "dropped");
            var seen = rest(client);
            var numbers = numbers(seen);
            assertThat(numbers).isSorted().doesNotHaveDuplicates().hasSizeLessThan(sent).contains(0, sent - 1);
            assertTold(client, seen, sent - numbers.size());
        }
    }

    @Test
    void dropNewestKeepsWhatWaitsAndTellsToo() throws IOException {
        try (var server = server(Overflow.DROP_NEWEST); var client = joined(server)) {
            int sent = flood(server, "dropped");
            var seen = rest(client);
            var numbers = numbers(seen);
            assertThat(numbers).hasSizeLessThan(sent).contains(0).doesNotContain(sent - 1);
            assertThat(numbers.subList(0, 20)).isSorted();
            assertTold(client, seen, sent - numbers.size());
        }
    }

    @Test
    void conflateKeepsTheLatestOfEachKeyAndIsNoGap() throws IOException {
        try (var server = server(Overflow.CONFLATE); var client = joined(server)) {
            int sent = flood(server, "conflated");
            var seen = rest(client);
            assertThat(numbers(seen)).isSorted().hasSizeLessThan(sent).contains(0, sent - 1);
            assertThat(seen).noneMatch(frame -> frame.contains("\"lost\""));
        }
    }

    @Test
    void whatPresenceSendsIsNeverDropped() throws IOException {
        try (var server = server(Overflow.DROP_OLDEST); var client = joined(server)) {
            flood(server, "dropped");
            for (int i = 0; i < 10; i++) {
                new Broadcast("room:a", "presence_diff", Map.of("joins", Map.of("d" + i, Map.of())))
                        .on(server.pubsub());
            }
            for (int i = 0; i < 100; i++) {
                new Broadcast("room:a", "tick", new Numbered(i, FILLER)).on(server.pubsub());
            }
            assertThat(rest(client)).filteredOn(frame -> frame.contains("presence_diff")).hasSize(10);
        }
    }

    @Test
    void withoutPolicyTheClientIsClosedWith1013() throws IOException {
        try (var server = server(Overflow.CLOSE); var _ = joined(server)) {
            int sent = 0;
            while (server.count("redstart.ws.closed", "mount", "/socket/websocket", "code", "1013") == 0) {
                assertThat(sent++).as("broadcasts until it is closed").isLessThan(1_000_000);
                new Broadcast("room:a", "tick", new Numbered(sent, FILLER)).on(server.pubsub());
            }
        }
    }

    @Test
    void whoReadsInTimeSeesTheCode() throws IOException {
        try (var server = server(Overflow.CLOSE); var client = joined(server)) {
            for (int i = 0; i < 3_000; i++) {
                new Broadcast("room:a", "tick", new Numbered(i, FILLER)).on(server.pubsub());
            }
            String last;
            do {
                last = client.next();
            } while (last.startsWith("["));
            assertThat(last).isEqualTo("close 1013");
        }
    }

    private static List<Integer> numbers(List<String> seen) {
        return seen.stream().map(NUMBER::matcher).filter(Matcher::find).map(found -> Integer.valueOf(found.group(1)))
                .toList();
    }

    /** In all, by however many notices; what the channel sends for them comes behind. */
    private static void assertTold(SlowClient client, List<String> seen, int lost) throws IOException {
        var all = new ArrayList<>(seen);
        while (told(all, "room:a", "caught_up") < lost) {
            all.add(client.next());
            assertThat(all.getLast()).isNotEqualTo("end");
        }
        assertThat(told(all, "room:a", "caught_up")).isEqualTo(lost);
        assertThat(told(all, "phoenix", "lost")).isEqualTo(lost);
    }

    private static int told(List<String> seen, String topic, String event) {
        return seen.stream().filter(frame -> frame.contains("\"" + topic + "\",\"" + event + "\","))
                .map(FRAMES::matcher).filter(Matcher::find).mapToInt(found -> Integer.parseInt(found.group(1))).sum();
    }

    private static TestServer server(Overflow policy) {
        return new TestServer(TestServer.OPTIONS
                .limits(WebSocketLimits.defaults().withMaxOutbound(1 << 20, 20).withOverflow(policy)));
    }

    private static SlowClient joined(TestServer server) throws IOException {
        var client = new SlowClient(server.port());
        client.send("[\"1\",\"1\",\"room:a\",\"phx_join\",{}]");
        assertThat(client.next()).startsWith("[\"1\",\"1\",\"room:a\",\"phx_reply\"");
        assertThat(client.next()).contains("after_join");
        return client;
    }

    /** Broadcasts until something was lost, and a little more. @return how many */
    private static int flood(TestServer server, String why) {
        int sent = 0;
        while (lost(server, why) == 0 || sent % 100 != 0) {
            assertThat(sent).as("broadcasts the kernel takes in").isLessThan(20_000);
            new Broadcast("room:a", "tick",
                    why.equals("conflated") ? new Latest("A", sent, FILLER) : new Numbered(sent, FILLER))
                    .on(server.pubsub());
            sent++;
        }
        return sent;
    }

    private static long lost(TestServer server, String why) {
        return server.telemetry().meters().stream().filter(CounterView.class::isInstance).map(CounterView.class::cast)
                .filter(meter -> meter.name().equals("redstart.ws.lost")
                        && meter.tags().contains(new Meter.Tag("why", why)))
                .mapToLong(meter -> (long) meter.value()).sum();
    }

    /** Reads up to the answer to a heartbeat that is sent now. */
    private static List<String> rest(SlowClient client) throws IOException {
        client.send("[null,\"last\",\"phoenix\",\"heartbeat\",{}]");
        var seen = new ArrayList<String>();
        while (seen.isEmpty() || !seen.getLast().contains("\"last\"")) {
            seen.add(client.next());
            assertThat(seen.getLast()).isNotEqualTo("end");
        }
        return seen;
    }
}
