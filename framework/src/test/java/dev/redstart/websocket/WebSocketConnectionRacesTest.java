package dev.redstart.websocket;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Many senders, one IO thread and a socket that keeps getting full. */
class WebSocketConnectionRacesTest {
    private static final int SENDERS = 4;
    private static final int EACH = 5_000;

    @Test
    void framesStayWholeAndEachSendersInOrder() throws InterruptedException {
        var io = new FakeSocketIo();
        var limits = WebSocketLimits.defaults().withMaxOutbound(Integer.MAX_VALUE, Integer.MAX_VALUE);
        var counters = new TrafficCounters();
        var connection = new WebSocketConnection(io, new RecordingListener(),
                new ConnectionGroup(limits, counters, new FlushQueue(io),
                        new UnfinishedBytes(Long.MAX_VALUE), null));
        io.attach(connection);
        runBesideIoThread(io, connection);
        List<ServerFrame> sent = io.sent();
        assertThat(sent).hasSize(SENDERS * EACH);
        for (int sender = 0; sender < SENDERS; sender++) {
            String prefix = sender + ":";
            assertThat(sent.stream().map(ServerFrame::payload).filter(text -> text.startsWith(prefix)))
                    .containsExactlyElementsOf(IntStream.range(0, EACH).mapToObj(i -> prefix + i).toList());
        }
        assertThat(counters.framesOut()).isEqualTo(SENDERS * EACH);
        assertThat(connection.waitingBytes()).isZero();
    }

    private static void runBesideIoThread(FakeSocketIo io, WebSocketConnection connection) throws InterruptedException {
        var done = new AtomicBoolean();
        Thread ioThread = Thread.ofPlatform().start(() -> {
            for (int i = 0; !done.get(); i++) {
                io.makeRoom(i * 37 % 500);
                Thread.onSpinWait();
            }
        });
        try (var senders = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int sender = 0; sender < SENDERS; sender++) {
                String prefix = sender + ":";
                senders.execute(
                        () -> IntStream.range(0, EACH).forEach(i -> connection.send(EncodedFrame.text(prefix + i))));
            }
        }
        done.set(true);
        ioThread.join();
        io.makeRoom(Long.MAX_VALUE);
    }
}
