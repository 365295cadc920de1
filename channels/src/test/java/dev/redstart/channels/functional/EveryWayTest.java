package dev.redstart.channels.functional;

import java.util.Map;
import java.util.stream.Stream;

import dev.redstart.channels.Broadcast;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client sees is the same in both versions and over both transports (PROTOCOL.md 9 to 17), but for how a message is written. */
@ParameterizedClass
@MethodSource("ways")
class EveryWayTest {
    enum Version {
        V1("1.0.0"), V2("2.0.0");

        private final String number;

        Version(String number) {
            this.number = number;
        }

        /** As a client writes it; a ref that is not there is the word null. */
        String sent(String joinRef, String ref, String topic, String event, String payload) {
            return switch (this) {
                case V1 -> object(ref, topic, event, payload).replaceFirst("}$", ",\"join_ref\":" + joinRef + "}");
                case V2 -> array(joinRef, ref, topic, event, payload);
            };
        }

        /** As the server writes it: version 1 has no place for join refs. */
        String seen(String joinRef, String ref, String topic, String event, String payload) {
            return this == V1 ? object(ref, topic, event, payload) : array(joinRef, ref, topic, event, payload);
        }

        private static String object(String ref, String topic, String event, String payload) {
            return "{\"topic\":\"%s\",\"event\":\"%s\",\"payload\":%s,\"ref\":%s}".formatted(topic, event, payload,
                    ref);
        }

        private static String array(String joinRef, String ref, String topic, String event, String payload) {
            return "[%s,%s,\"%s\",\"%s\",%s]".formatted(joinRef, ref, topic, event, payload);
        }
    }

    record Way(Transport transport, Version version) {}

    static Stream<Way> ways() {
        return Stream.of(Transport.values()).flatMap(transport -> Stream.of(Version.values())
                .map(version -> new Way(transport, version)));
    }

    private static final String TOPIC = "room:a";

    private final TestServer server = new TestServer();
    private final Version version;
    private final Client client;

    EveryWayTest(Way way) {
        version = way.version;
        client = way.transport.connect(server.port(), "user=ann&vsn=" + version.number);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    // ---- what is said -------------------------------------------------------------------------------------------------------------

    private void send(String joinRef, String ref, String event, String payload) {
        client.send(version.sent(joinRef, ref, TOPIC, event, payload));
    }

    private void expect(String joinRef, String ref, String event, String payload) {
        client.expect(version.seen(joinRef, ref, TOPIC, event, payload));
    }

    private void expectReply(String joinRef, String ref, String status, String response) {
        expect(joinRef, ref, "phx_reply", "{\"status\":\"" + status + "\",\"response\":" + response + "}");
    }

    /** A join ref may be any JSON; most clients send text. */
    private void join(String joinRef) {
        send(joinRef, joinRef, "phx_join", "{\"x\":1}");
        expectReply(joinRef, joinRef, "ok", "{\"got\":{\"x\":1}}");
        expect(joinRef, "null", "after_join", "{\"a\":1}");
    }

    // ---- tests --------------------------------------------------------------------------------------------------------------------

    @Test
    void section10row1heartbeatBeforeAnyJoin() {
        client.send(version.sent("null", "\"h\"", "phoenix", "heartbeat", "{}"));
        client.expect(version.seen("null", "\"h\"", "phoenix", "phx_reply", "{\"status\":\"ok\",\"response\":{}}"));
    }

    @Test
    void section10rows6and7whereNothingWasJoined() {
        send("\"1\"", "\"2\"", "phx_leave", "{}");
        expectReply("\"1\"", "\"2\"", "ok", "{}");
        send("\"1\"", "\"3\"", "echo", "{}");
        expectReply("null", "\"3\"", "error", "{\"reason\":\"unmatched topic\"}");
    }

    @Test
    void section9refsComeBackAsTheyWereSent() {
        for (var ref : new String[]{"\"1\"", "7", "\"\"", "[1,\"2\"]", "{\"a\":null}", "true"}) {
            join(ref);
            send(ref, ref, "echo", "[\"línea 🐦\",null,1.50]");
            expectReply(ref, ref, "ok", "[\"línea 🐦\",null,1.50]");
            send(ref, "null", "phx_leave", "{}");
            expectReply(ref, "null", "ok", "{}");
            expect(ref, ref, "phx_close", "{}");
            expect(ref, "null", "terminated", "{}");
        }
    }

    @Test
    void section10row5aStaleMessageIsDropped() {
        join("\"1\"");
        send("\"0\"", "\"2\"", "echo", "{}");
        send("1", "\"3\"", "echo", "{}");
        send("null", "\"4\"", "echo", "{}");
        expectReply("\"1\"", "\"4\"", "ok", "{}");
    }

    @Test
    void section12aDuplicateJoinIsAnsweredBeforeTheOldOneIsClosed() {
        join("\"1\"");
        send("\"5\"", "\"5\"", "phx_join", "{}");
        expectReply("\"5\"", "\"5\"", "ok", "{\"got\":{}}");
        expect("\"1\"", "\"1\"", "phx_close", "{}");
        expect("\"5\"", "null", "after_join", "{\"a\":1}");
    }

    @Test
    void section14repliesPushesAndBroadcasts() {
        join("\"1\"");
        send("\"1\"", "\"2\"", "echo_err", "{\"n\":1}");
        expectReply("\"1\"", "\"2\"", "error", "{\"n\":1}");
        send("\"1\"", "\"3\"", "custom_status", "{}");
        expectReply("\"1\"", "\"3\"", "weird", "{\"a\":1}");
        send("\"1\"", "\"4\"", "bcpush", "{\"n\":2}");
        expect("null", "null", "bc", "{\"n\":2}");
        expect("\"1\"", "null", "pushed", "{\"n\":2}");
        send("\"1\"", "\"5\"", "icpt", "{\"n\":3}");
        expectReply("\"1\"", "\"5\"", "ok", "{}");
        expect("\"1\"", "null", "icpt", "{\"n\":\"3\",\"for\":\"ann\"}");
        new Broadcast(TOPIC, "ext", Map.of("quote", "\"\\")).on(server.pubsub());
        expect("null", "null", "ext", "{\"quote\":\"\\\"\\\\\"}");
    }

    @Test
    void section14aStopClosesAndACrashDoesNot() {
        join("\"1\"");
        send("\"1\"", "\"2\"", "stop_reply", "{}");
        expectReply("\"1\"", "\"2\"", "ok", "{\"last\":true}");
        expect("\"1\"", "\"1\"", "phx_close", "{}");
        expect("\"1\"", "null", "terminated", "{}");
        join("\"3\"");
        send("\"3\"", "\"4\"", "boom", "{}");
        expect("\"3\"", "null", "terminated", "{}");
        expect("\"3\"", "\"3\"", "phx_error", "{\"reason\":\"channel_crash\"}");
        join("\"5\"");
    }

    @Test
    void section9whatCannotBeReadIsTheEnd() {
        client.send("[{\"x\"");
        client.expectClosed(1011);
    }
}
