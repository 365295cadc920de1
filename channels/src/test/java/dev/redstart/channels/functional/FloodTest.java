package dev.redstart.channels.functional;

import java.time.Duration;
import java.util.stream.IntStream;

import dev.redstart.channels.ChannelLimits;
import dev.redstart.channels.serializer.SerializerTable;
import dev.redstart.endpoint.LongPoll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.awaitility.Awaitility.await;

/** A client that sends faster than its channels work is held back; nothing it sent is lost, and nothing it sent kills a channel. */
@ParameterizedClass
@EnumSource(Transport.class)
class FloodTest {
    private static final int MANY = 700;

    /** More than one POST brings, so that who sends those can be held back between them. */
    private static final ChannelLimits LIMITS = ChannelLimits.DEFAULT.mailbox(250);
    private static final int HIGH = 200;

    private final TestServer server = new TestServer(LIMITS, SerializerTable.defaults(),
            TestServer.OPTIONS.longPoll(LongPoll.on().inactiveAfter(Duration.ofMinutes(1))));
    private final Client client;

    FloodTest(Transport transport) {
        client = transport.connect(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    private void send(String topic, int joinRef) {
        client.send(IntStream.range(0, MANY)
                .mapToObj(n -> "[\"%d\",\"%d\",\"%s\",\"echo\",{}]".formatted(joinRef, n, topic))
                .toArray(String[]::new));
    }

    private void expectReplies(String topic, int joinRef) {
        for (int n = 0; n < MANY; n++) {
            client.expect("[\"%d\",\"%d\",\"%s\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]".formatted(joinRef,
                    n, topic));
        }
    }

    @Test
    void section19order2allMessagesAreHandledInTheirOrderHoweverFastTheyCome() {
        client.join("room:a", 1);
        send("room:a", 1);
        expectReplies("room:a", 1);
        client.expectNothingMore("room:a", 1);
    }

    @Test
    void whileAHandlerIsStuckReadingStopsAndThenGoesOn() {
        client.join("room:a", 1);
        client.send("[\"1\",\"g\",\"room:a\",\"gate\",{}]");
        server.awaitReached("room:a:gate");
        var before = server.count("redstart.channel.messages", "direction", "in");
        send("room:a", 1);
        await().until(() -> server.count("redstart.channel.messages", "direction", "in") >= before + HIGH - 1);
        server.openGate("room:a:gate");
        client.expect("[\"1\",\"g\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        expectReplies("room:a", 1);
        client.expectNothingMore("room:a", 1);
    }

    /** What is held back for a channel goes on when that ends: it is answered as for a topic that is not joined. */
    @Test
    void aChannelThatEndsLetsItsClientGo() {
        client.join("room:a", 1);
        client.join("room:b", 2);
        client.send("[\"1\",\"g\",\"room:a\",\"gate\",{}]");
        server.awaitReached("room:a:gate");
        client.send("[\"1\",\"s\",\"room:a\",\"stop_normal\",{}]");
        send("room:a", 1);
        client.send("[null,\"last\",\"phoenix\",\"heartbeat\",{}]");
        server.openGate("room:a:gate");
        String frame;
        do {
            frame = client.next();
        } while (!frame.equals("[null,\"last\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]"));
        client.expectNothingMore("room:b", 2);
    }
}
