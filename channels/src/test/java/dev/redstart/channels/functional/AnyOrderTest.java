package dev.redstart.channels.functional;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a client sends, in whatever order and without waiting: every join is answered once and in its order, nothing of a join comes
 * before its answer, it is closed once and only if it was let in, and no message is answered twice.
 */
class AnyOrderTest {
    private static final int LAST = 1_000_000;

    private static final TestServer SERVER = new TestServer();

    @AfterContainer
    static void stop() {
        SERVER.close();
    }

    /** What came back, checked while it comes. */
    private static final class Log {
        final Map<String, List<Integer>> joinsSent = new HashMap<>();
        final Map<String, List<Integer>> joinsAnswered = new HashMap<>();
        final Set<Integer> letIn = new HashSet<>();
        final Set<Integer> over = new HashSet<>();
        final Set<Integer> answered = new HashSet<>();

        void sent(String topic, int ref) {
            joinsSent.computeIfAbsent(topic, _ -> new ArrayList<>()).add(ref);
        }

        void seen(String frame) {
            var fields = frame.substring(1).split(",", 5);
            var joinRef = number(fields[0]);
            var ref = number(fields[1]);
            var topic = fields[2].replace("\"", "");
            switch (fields[3]) {
                case "\"phx_reply\"" -> replied(topic, joinRef, ref, frame);
                case "\"phx_close\"", "\"phx_error\"" -> {
                    assertThat(ref).isEqualTo(joinRef);
                    assertThat(letIn).as(frame).contains(joinRef);
                    assertThat(over.add(joinRef)).as("ends once: " + frame).isTrue();
                }
                case "\"terminated\"" -> assertThat(letIn).as(frame).contains(joinRef);
                default -> {
                    assertThat(letIn).as(frame).contains(joinRef);
                    assertThat(over).as(frame).doesNotContain(joinRef);
                }
            }
        }

        private void replied(String topic, int joinRef, int ref, String frame) {
            assertThat(answered.add(ref)).as("answered once: " + frame).isTrue();
            if (joinsSent.getOrDefault(topic, List.of()).contains(ref)) {
                joinsAnswered.computeIfAbsent(topic, _ -> new ArrayList<>()).add(ref);
                if (frame.contains("\"ok\"")) {
                    letIn.add(ref);
                }
            } else if (!frame.contains("unmatched") && joinRef > 0 && joinRef < LAST && frame.contains("\"got\"")) {
                assertThat(letIn).as(frame).contains(joinRef);
            }
        }

        private static int number(String ref) {
            return ref.equals("null") ? 0 : Integer.parseInt(ref.replace("\"", ""));
        }
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void everyOrderIsKept(@ForAll Transport transport,
            @ForAll @Size(min = 5, max = 60) List<@IntRange(max = 23) Integer> script) {
        var log = new Log();
        var joined = new HashMap<String, Integer>();
        try (var client = transport.connect(SERVER.port())) {
            var ref = 0;
            for (int step : script) {
                ref++;
                var topic = step % 2 == 0 ? "room:x" : "room:y";
                var current = joined.getOrDefault(topic, 0);
                switch (step / 2) {
                    case 0, 1, 2 -> {
                        log.sent(topic, ref);
                        joined.put(topic, ref);
                        client.send(message(ref, ref, topic, "phx_join", "{}"));
                    }
                    case 3 -> {
                        log.sent(topic, ref);
                        joined.put(topic, ref);
                        client.send(message(ref, ref, topic, "phx_join", "{\"deny\":1}"));
                    }
                    case 4 -> client.send(message(current, ref, topic, "phx_leave", "{}"));
                    case 5 -> client.send(message(0, ref, topic, "phx_leave", "{}"));
                    case 6 -> client.send(message(current, ref, topic, "boom", "{}"));
                    case 7 -> client.send(message(current, ref, topic, "stop_normal", "{}"));
                    case 8 -> client.send(message(Math.max(0, current - 1), ref, topic, "echo", "{}"));
                    case 9 -> client.send(message(current, ref, topic, "push3", "{}"));
                    default -> client.send(message(current, ref, topic, "echo", "{}"));
                }
            }
            finish(client, log);
        }
        assertThat(log.joinsAnswered).isEqualTo(log.joinsSent);
    }

    /** A join and a leave of each topic: what comes before their answers is all there is. */
    private static void finish(Client client, Log log) {
        var topics = List.of("room:x", "room:y");
        for (int i = 0; i < topics.size(); i++) {
            log.sent(topics.get(i), LAST + i);
            client.send(message(LAST + i, LAST + i, topics.get(i), "phx_join", "{}"));
        }
        while (!log.answered.contains(LAST) || !log.answered.contains(LAST + 1)) {
            log.seen(client.next());
        }
        for (int i = 0; i < topics.size(); i++) {
            client.send(message(LAST + i, LAST + 10 + i, topics.get(i), "phx_leave", "{}"));
        }
        while (!log.over.contains(LAST) || !log.over.contains(LAST + 1)) {
            log.seen(client.next());
        }
    }

    private static String message(int joinRef, int ref, String topic, String event, String payload) {
        return "[%s,\"%d\",\"%s\",\"%s\",%s]".formatted(joinRef == 0 ? "null" : "\"" + joinRef + "\"", ref, topic,
                event, payload);
    }
}
