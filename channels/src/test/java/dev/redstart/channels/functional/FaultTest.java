package dev.redstart.channels.functional;

import dev.redstart.channels.ChannelLimits;
import dev.redstart.process.ExitReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What breaks, and how far it is felt (DESIGN.md 2, FEATURES.md 0: self-healing without dropped connections). */
@ParameterizedClass
@EnumSource(Transport.class)
class FaultTest {
    private final TestServer server = new TestServer(ChannelLimits.DEFAULT.mailbox(10));
    private final Client client;

    FaultTest(Transport transport) {
        client = transport.connect(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void aChannelThatIsFloodedByOtherProcessesIsKilledAndItsClientToldToJoinAgain() {
        client.join("room:a", 1);
        client.send("[\"1\",\"2\",\"room:a\",\"subscribe\",{}]", "[\"1\",\"3\",\"room:a\",\"gate\",{}]");
        client.next();
        server.awaitReached("room:a:gate");
        for (int i = 0; i < 20; i++) {
            server.pubsub().broadcast("elsewhere", "message " + i);
        }
        client.expect("[\"1\",\"1\",\"room:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
        server.openGate("room:a:gate");
        client.join("room:a", 4);
    }

    @Test
    void theChannelsSupervisorDiesAndNoConnectionDoes() {
        client.join("room:a", 1);
        client.join("room:b", 2);
        var old = server.channelSupervisor();
        server.system().exit(old, ExitReason.KILL);
        assertThat(client.next(2)).containsExactlyInAnyOrder(
                "[\"1\",\"1\",\"room:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]",
                "[\"2\",\"2\",\"room:b\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
        await().ignoreExceptions().until(() -> !server.channelSupervisor().equals(old));
        client.join("room:a", 3);
        client.expectNothingMore("room:a", 3);
    }

    @Test
    void aStuckHandlerOfAKilledChannelIsNotHeardOfAnyMore() {
        client.join("room:a", 1);
        client.send("[\"1\",\"2\",\"room:a\",\"gate\",{}]");
        server.awaitReached("room:a:gate");
        server.system().exit(server.onlyChannel(), ExitReason.KILL);
        client.expect("[\"1\",\"1\",\"room:a\",\"phx_error\",{\"reason\":\"channel_crash\"}]");
        server.openGate("room:a:gate");
        client.join("room:a", 3);
        client.expectNothingMore("room:a", 3);
    }

    @Test
    void crashesAreCountedByRoute() {
        client.join("room:a", 1);
        client.send("[\"1\",\"2\",\"room:a\",\"boom\",{}]");
        client.next(2);
        assertThat(server.count("redstart.channel.crashes", "route", "room:*")).isEqualTo(1);
    }
}
