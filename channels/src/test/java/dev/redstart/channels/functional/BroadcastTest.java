package dev.redstart.channels.functional;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.ChannelLimits;
import dev.redstart.channels.Payload;
import dev.redstart.channels.serializer.Envelope;
import dev.redstart.channels.serializer.Outbound;
import dev.redstart.channels.serializer.Serializer;
import dev.redstart.channels.serializer.SerializerTable;
import dev.redstart.process.ExitReason;
import dev.redstart.websocket.EncodedFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** PROTOCOL.md 14 (intercepts, fastlane), 15, 19 and 21. */
@ParameterizedClass
@EnumSource(Transport.class)
class BroadcastTest {
    private final Transport transport;
    /** Speaks version 2 under another name, and cannot write some broadcasts. */
    private static final class PickySerializer implements Serializer {
        private final Serializer v2 = ((SerializerTable.Choice.Chosen) SerializerTable.defaults().choose("2.0.0"))
                .serializer();

        @Override
        public String name() {
            return "picky";
        }

        @Override
        public Envelope decodeText(ByteBuffer message) {
            return v2.decodeText(message);
        }

        @Override
        public Envelope decodeBinary(ByteBuffer message) {
            return v2.decodeBinary(message);
        }

        @Override
        public EncodedFrame encode(Outbound message) {
            if (message instanceof Outbound.Broadcast broadcast && broadcast.event().equals("not for picky")) {
                throw new IllegalStateException("too complicated");
            }
            return v2.encode(message);
        }
    }

    private final TestServer server = new TestServer(ChannelLimits.DEFAULT,
            SerializerTable.defaults().and("3.0.0", new PickySerializer()));
    private final List<Client> clients = new ArrayList<>();

    BroadcastTest(Transport transport) {
        this.transport = transport;
    }

    @AfterEach
    void stop() {
        clients.forEach(Client::close);
        server.close();
    }

    private Client joined(String params) {
        var client = transport.connect(server.port(), params);
        clients.add(client);
        client.join("room:a", 1);
        return client;
    }

    private Client joined() {
        return joined("user=ann");
    }

    @Test
    void section14broadcastReachesAllAndBroadcastFromAllButOne() {
        var a = joined();
        var b = joined();
        a.send("[\"1\",\"2\",\"room:a\",\"bc\",{\"n\":1}]");
        a.expect("[null,null,\"room:a\",\"bc\",{\"n\":1}]",
                "[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        b.expect("[null,null,\"room:a\",\"bc\",{\"n\":1}]");
        a.send("[\"1\",\"3\",\"room:a\",\"bcf\",{\"n\":2}]");
        a.expect("[\"1\",\"3\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        b.expect("[null,null,\"room:a\",\"bcf\",{\"n\":2}]");
    }

    @Test
    void section13whoLeftAndJoinedAgainGetsEachBroadcastOnceWhileTheOldChannelIsStillEnding() {
        var client = joined();
        client.join("room:slow end", 2);
        client.send("[\"2\",\"3\",\"room:slow end\",\"phx_leave\",{}]");
        client.expect("[\"2\",\"3\",\"room:slow end\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                "[\"2\",\"2\",\"room:slow end\",\"phx_close\",{}]");
        server.awaitReached("room:slow end:gate");
        client.join("room:slow end", 4);
        await().until(() -> server.pubsub().subscriberCount("room:slow end") == 2);
        new Broadcast("room:slow end", "ext", Map.of("n", 1)).on(server.pubsub());
        new Broadcast("room:a", "ext", Map.of("n", 2)).on(server.pubsub());
        client.expect("[null,null,\"room:slow end\",\"ext\",{\"n\":1}]", "[null,null,\"room:a\",\"ext\",{\"n\":2}]");
        server.openGate("room:slow end:gate");
        client.expect("[\"2\",null,\"room:slow end\",\"terminated\",{}]");
    }

    /** What an application may do: the encoder runs its getters. */
    public static class Exploding {
        public int getBoom() {
            throw new AssertionError("boom");
        }
    }

    @Test
    void section14apayloadWhoseAccessorThrowsAnErrorCostsThePublisherNothing() {
        var client = joined();
        new Broadcast("room:a", "ext", new Exploding()).on(server.pubsub());
        new Broadcast("room:a", "ext", Map.of("n", 2)).on(server.pubsub());
        client.expect("[null,null,\"room:a\",\"ext\",{\"n\":2}]");
        assertThat(server.count("redstart.channel.unencodable")).isEqualTo(1);
    }

    @Test
    void section14fastlaneEncodesOncePerSerializerAndWakesNoChannel() {
        for (int i = 0; i < 5; i++) {
            joined();
        }
        for (int i = 0; i < 3; i++) {
            joined("vsn=3.0.0");
        }
        await().until(() -> server.pubsub().subscriberCount("room:a") == 8);
        var v2 = server.count("redstart.channel.encodings", "serializer", "v2");
        var picky = server.count("redstart.channel.encodings", "serializer", "picky");
        var activations = server.count("redstart.channel.activations");
        for (int n = 0; n < 10; n++) {
            new Broadcast("room:a", "ext", Map.of("n", n)).on(server.pubsub());
        }
        for (var client : clients) {
            for (int n = 0; n < 10; n++) {
                client.expect("[null,null,\"room:a\",\"ext\",{\"n\":" + n + "}]");
            }
        }
        assertThat(server.count("redstart.channel.encodings", "serializer", "v2") - v2).isEqualTo(10);
        assertThat(server.count("redstart.channel.encodings", "serializer", "picky") - picky).isEqualTo(10);
        assertThat(server.count("redstart.channel.activations")).isEqualTo(activations);
    }

    @Test
    void section14interceptedEventsGoThroughHandleOut() {
        var a = joined("user=ann");
        var b = joined("user=bob");
        a.send("[\"1\",\"2\",\"room:a\",\"icpt\",{\"n\":1}]");
        a.expect("[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                "[\"1\",null,\"room:a\",\"icpt\",{\"n\":\"1\",\"for\":\"ann\"}]");
        b.expect("[\"1\",null,\"room:a\",\"icpt\",{\"n\":\"1\",\"for\":\"bob\"}]");
    }

    @Test
    void section14anEncodingFailureIsContained() {
        var picky = joined("vsn=3.0.0");
        var plain = joined();
        new Broadcast("room:a", "not for picky", Map.of()).on(server.pubsub());
        new Broadcast("room:a", "for all", Map.of()).on(server.pubsub());
        plain.expect("[null,null,\"room:a\",\"not for picky\",{}]", "[null,null,\"room:a\",\"for all\",{}]");
        picky.expect("[null,null,\"room:a\",\"for all\",{}]");
        plain.send("[\"1\",\"2\",\"room:a\",\"bcbad\",{}]");
        plain.expect("[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        assertThat(server.count("redstart.channel.unencodable")).isEqualTo(3);
    }

    @Test
    void section19order2MessagesOfOneTopicInTheirOrder() {
        var a = joined();
        for (int ref = 0; ref < 500; ref++) {
            a.send("[\"1\",\"%d\",\"room:a\",\"echo\",{}]".formatted(ref));
        }
        for (int ref = 0; ref < 500; ref++) {
            a.expect("[\"1\",\"%d\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]".formatted(ref));
        }
    }

    @Test
    void section19order3BroadcastsOfOnePublisherInTheirOrder() {
        var a = joined();
        var b = joined();
        for (int n = 0; n < 500; n++) {
            a.send("[\"1\",null,\"room:a\",\"bcf\",{\"n\":%d}]".formatted(n));
        }
        for (int n = 0; n < 500; n++) {
            b.expect("[null,null,\"room:a\",\"bcf\",{\"n\":%d}]".formatted(n));
        }
    }

    @Test
    void section19order4BroadcastThenPushOfOneChannel() {
        var a = joined();
        for (int n = 0; n < 100; n++) {
            a.send("[\"1\",null,\"room:a\",\"bcpush\",{\"n\":%d}]".formatted(n));
        }
        for (int n = 0; n < 100; n++) {
            a.expect("[null,null,\"room:a\",\"bc\",{\"n\":%d}]".formatted(n),
                    "[\"1\",null,\"room:a\",\"pushed\",{\"n\":%d}]".formatted(n));
        }
    }

    @Test
    void section15disconnectOnTheClientsTopicClosesWith1001() throws InterruptedException {
        var ann = joined("user=ann");
        var bob = joined("user=bob");
        new Broadcast("users:ann", "other", Map.of()).on(server.pubsub());
        new Broadcast("users:ann", "disconnect", Payload.ofBytes(new byte[1])).on(server.pubsub()); // payloads do not matter
        ann.expectClosed(1001);
        assertThat(ann.frames).isEmpty();
        assertThat(server.nextTerminated().reason()).isEqualTo(new ExitReason.Shutdown("disconnected"));
        bob.expectNothingMore("room:a", 1);
    }

    @Test
    void section15whoHasNoIdIsNobodysToDisconnect() {
        var nobody = joined("user=anybody");
        new Broadcast("users:anybody", "disconnect", Map.of()).on(server.pubsub());
        nobody.expectNothingMore("room:a", 1);
    }

    @Test
    void section15disconnectOnAnOrdinaryTopicIsJustAnEvent() {
        var a = joined();
        new Broadcast("room:a", "disconnect", Map.of()).on(server.pubsub());
        a.expect("[null,null,\"room:a\",\"disconnect\",{}]");
    }

    @Test
    void section14externalSubscriptionsGetABroadcastAsAMessage() {
        var a = joined();
        a.send("[\"1\",\"2\",\"room:a\",\"subscribe\",{}]");
        a.next();
        new Broadcast("elsewhere", "ext", Map.of()).on(server.pubsub()); // handleInfo gets it and ignores it
        a.expectNothingMore("room:a", 1);
    }

    @Test
    void messagesAreCountedBothWays() {
        var a = joined();
        joined();
        var in = server.count("redstart.channel.messages", "direction", "in");
        var out = server.count("redstart.channel.messages", "direction", "out");
        a.send("[\"1\",\"2\",\"room:a\",\"bc\",{}]");
        a.next(2);
        assertThat(server.count("redstart.channel.messages", "direction", "in") - in).isEqualTo(1);
        assertThat(server.count("redstart.channel.messages", "direction", "out") - out).isEqualTo(3);
    }
}
