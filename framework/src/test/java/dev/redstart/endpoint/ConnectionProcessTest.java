package dev.redstart.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.redstart.Redstart;
import dev.redstart.endpoint.limit.AddressLimit;
import dev.redstart.endpoint.limit.Seat;
import dev.redstart.process.ExitReason;
import dev.redstart.supervisor.ChildSpec;
import dev.redstart.websocket.FakeSocketIo;
import dev.redstart.websocket.ServerFrame;
import org.junit.jupiter.api.Test;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The seams between a connection, its process and its IO thread, where nobody sees them through a socket. */
class ConnectionProcessTest {
    /** Supervisors end on other threads, also between the two steps in which a connection comes to be. */
    @Test
    void aConnectionWhoseProcessIsKilledBeforeItOpensIsClosedWith1011() {
        var mounted = SocketMount.of("endpoint", "/echo", new EchoHandler(), SocketOptions.defaults());
        try (var redstart = Redstart.start(supervisor("test").child(mounted))) {
            var mount = new Mount(redstart.node(), mounted, Map.of(), AddressLimit.off());
            var io = new FakeSocketIo();
            var admitted = new SocketRoute.Admission.Admitted(Map.of(), EchoHandler.driver(), false,
                    Seat.uncounted());
            var connection = new ConnectionProcess(mount, admitted, io, new ConnectionList(io));
            redstart.exit(connection.process().pid(), ExitReason.KILL);
            connection.open();
            assertThat(io.sent()).isEqualTo(List.of(ServerFrame.close(1011)));
        }
    }

    @Test
    void theListsOfEndedIoThreadsAreForgotten() throws Exception {
        var ended = Thread.ofPlatform().start(() -> {});
        ended.join();
        var lists = new ConcurrentHashMap<Thread, ConnectionList>();
        lists.put(ended, new ConnectionList(new FakeSocketIo()));
        lists.put(Thread.currentThread(), new ConnectionList(new FakeSocketIo()));
        try (var _ = Redstart.start(supervisor("test")
                .child(ChildSpec.worker("sweeper", () -> new Sweeper(lists, Duration.ofSeconds(4)))))) {
            await().until(() -> !lists.containsKey(ended));
            assertThat(lists).containsOnlyKeys(Thread.currentThread());
        }
    }
}
