package dev.redstart.channels.functional;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Payload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** PROTOCOL.md 9 as clients see it. */
class VersionsTest {
    private static final String HELLO_V1 = "{\"topic\":\"room:a\",\"event\":\"phx_join\",\"payload\":{},\"ref\":\"1\"}";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private static String v1(String event, String payload, String ref) {
        return "{\"topic\":\"room:a\",\"event\":\"" + event + "\",\"payload\":" + payload + ",\"ref\":" + ref + "}";
    }

    private Client joinedV1(Transport transport) {
        var client = transport.connectWith(server.port(), "user=ann");
        client.send(HELLO_V1);
        client.expect(v1("phx_reply", "{\"status\":\"ok\",\"response\":{\"got\":{}}}", "\"1\""),
                v1("after_join", "{\"a\":1}", "null"));
        return client;
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void section9_2aVersion1ClientJoinsSendsAndGets(Transport transport) {
        try (var client = joinedV1(transport)) {
            client.send(v1("echo", "[1]", "\"2\""));
            client.expect(v1("phx_reply", "{\"status\":\"ok\",\"response\":[1]}", "\"2\""));
            client.send(v1("badpush", "{}", "\"3\"")); // which is bad in version 2 only
            client.expect(v1("bad", "\"a string\"", "null"));
            new Broadcast("room:a", "ext", Map.of("x", 1)).on(server.pubsub());
            client.expect(v1("ext", "{\"x\":1}", "null"));
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void section9_2closeAndErrorCarryTheJoinRefWhichMostNeverSend(Transport transport) {
        try (var client = joinedV1(transport)) {
            client.send(v1("boom", "{}", "\"2\""));
            client.expect(v1("terminated", "{}", "null"),
                    v1("phx_error", "{\"reason\":\"channel_crash\"}", "null"));
            client.send(HELLO_V1.replace("\"ref\"", "\"join_ref\":\"7\",\"ref\""));
            client.next(2);
            client.send(v1("stop_normal", "{}", "\"3\"").replace("\"ref\"", "\"join_ref\":\"7\",\"ref\""));
            client.expect(v1("phx_close", "{}", "\"7\""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "{\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"1\"}",
            "{\"topic\":\"phoenix\",\"payload\":{},\"ref\":\"1\"}",
            "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"ref\":\"1\"}",
            "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{}}"})
    void section9_2missingKeysAndNonObjectsClose(String message) {
        try (var client = Transport.WEBSOCKET.connectWith(server.port(), "vsn=1.0.0")) {
            client.send(message);
            client.expectClosed(1011);
        }
    }

    @Test
    void section9_2jsonInABinaryFrame() {
        try (var client = Transport.WEBSOCKET.connectWith(server.port(), "vsn=1.0.0")) {
            client.sendBinary(HELLO_V1.getBytes(StandardCharsets.UTF_8));
            assertThat(client.next()).contains("phx_reply");
        }
    }

    @Test
    void section9_2devABinaryBroadcastDoesNotReachVersion1AndCostsNobodyElseAnything() {
        try (var old = joinedV1(Transport.WEBSOCKET); var client = Transport.WEBSOCKET.connect(server.port())) {
            client.join("room:a", 1);
            new Broadcast("room:a", "bb", Payload.ofBytes(new byte[]{3, 4})).on(server.pubsub());
            client.expect("020602726f6f6d3a6162620304");
            old.send(v1("echo", "1", "\"2\""));
            old.expect(v1("phx_reply", "{\"status\":\"ok\",\"response\":1}", "\"2\""));
            assertThat(server.count("redstart.channel.unencodable")).isEqualTo(1);
        }
    }

    @Test
    void section9_4bytesBothWays() {
        try (var client = Transport.WEBSOCKET.connect(server.port())) {
            client.join("room:a", 1);
            client.sendBinary(HexFormat.of().parseHex("0001010604" + "3132" + "726f6f6d3a61" + "6563686f" + "010203"));
            client.expect("01010106023132726f6f6d3a616f6b010203");
            client.sendBinary(
                    HexFormat.of().parseHex("0001000609" + "31" + "726f6f6d3a61" + "707573685f6261636b" + "0102"));
            client.expect("00010604" + "31" + "726f6f6d3a61" + "6261636b" + "0102");
            client.sendBinary(HexFormat.of().parseHex("0001000602" + "31" + "726f6f6d3a61" + "6263" + ""));
            client.expect("020602726f6f6d3a616263");
        }
    }

    @Test
    void section9_4aJoinWithBytes() {
        try (var client = Transport.WEBSOCKET.connect(server.port())) {
            client.sendBinary(
                    HexFormat.of().parseHex("0001010608" + "3131" + "726f6f6d3a61" + "7068785f6a6f696e" + "07"));
            client.expect("01010106023131726f6f6d3a616f6b07");
        }
    }

    @Test
    void section9_4aZeroLengthJoinRefOrANumberNeverMatchesABinaryPush() {
        try (var client = Transport.WEBSOCKET.connect(server.port())) {
            client.join("room:a", 1);
            client.sendBinary(HexFormat.of().parseHex("0000010604" + "32" + "726f6f6d3a61" + "6563686f" + "01"));
            client.send("[5,\"5\",\"room:b\",\"phx_join\",{}]");
            client.next(2);
            client.sendBinary(HexFormat.of().parseHex("0001010604" + "3532" + "726f6f6d3a62" + "6563686f" + "01"));
            client.expectNothingMore("room:a", 1);
        }
    }

    @Test
    void section9_4aMissingRefIsEncodedWithLength0() {
        try (var client = Transport.WEBSOCKET.connect(server.port())) {
            client.send("[null,null,\"room:a\",\"phx_join\",{}]");
            client.expect("[null,null,\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]",
                    "[null,null,\"room:a\",\"after_join\",{\"a\":1}]");
            client.send("[null,null,\"room:a\",\"bin_push\",{}]");
            client.expect("00000601" + "726f6f6d3a61" + "62" + "0102");
        }
    }

    @Test
    void section17bytesReachTheServerOverLongPollButNotBack() {
        try (var client = Transport.LONGPOLL.connect(server.port())) {
            client.join("room:a", 1);
            client.sendBinary(HexFormat.of().parseHex("0001010604" + "3132" + "726f6f6d3a61" + "6563686f" + "010203"));
            client.expectNothingMore("room:a", 1);
            await().until(() -> server.count("redstart.longpoll.bytes") == 1);
        }
    }
}
