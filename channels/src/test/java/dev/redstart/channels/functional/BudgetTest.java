package dev.redstart.channels.functional;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.redstart.process.ExitReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** PROTOCOL.md 12 and 14: a channel that traps exits runs its terminate when it is told to end, and is killed if that takes 5 s. */
class BudgetTest {
    private static final String TOPIC = "room:slow end";

    private final TestServer server = new TestServer();
    private final Client client = Transport.WEBSOCKET.connect(server.port());

    @BeforeEach
    void join() {
        client.join(TOPIC, 1);
        client.send("[\"1\",\"2\",\"" + TOPIC + "\",\"trap\",{}]");
        client.expect("[\"1\",\"2\",\"" + TOPIC + "\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
    }

    @AfterEach
    void stop() {
        server.openGate(TOPIC + ":gate");
        client.close();
        server.close();
    }

    private void expectReplaced() {
        client.expect("[\"3\",\"3\",\"" + TOPIC + "\",\"phx_reply\",{\"status\":\"ok\",\"response\":{\"got\":{}}}]",
                "[\"1\",\"1\",\"" + TOPIC + "\",\"phx_close\",{}]",
                "[\"3\",null,\"" + TOPIC + "\",\"after_join\",{\"a\":1}]");
    }

    @Test
    void section12step2TerminateRunsIfTheChannelTrapsExits() throws InterruptedException {
        server.openGate(TOPIC + ":gate");
        client.send("[\"3\",\"3\",\"" + TOPIC + "\",\"phx_join\",{}]");
        expectReplaced();
        assertThat(server.nextTerminated())
                .isEqualTo(new TestServer.Terminated(TOPIC, new ExitReason.Shutdown("duplicate_join")));
    }

    @Test
    void section12step2AChannelThatDoesNotEndIsKilled() {
        client.send("[\"3\",\"3\",\"" + TOPIC + "\",\"phx_join\",{}]");
        server.awaitReached(TOPIC + ":gate");
        expectReplaced();
        assertThat(server.nobodyTerminated()).isTrue();
    }

    /** The stop of the server is the stop of the channels' supervisor, and gives up on a channel long before its gate does. */
    @Test
    void section14aChannelThatDoesNotEndWithItsSupervisorIsKilled() {
        var channel = server.onlyChannel();
        CompletableFuture.runAsync(server::close).orTimeout(Client.PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        assertThat(channel.isAlive()).isFalse();
        assertThat(server.nobodyTerminated()).isTrue();
    }
}
