package dev.redstart.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class FlushQueueTest {
    private static final WebSocketLimits UNLIMITED = WebSocketLimits.defaults().withMaxOutbound(Integer.MAX_VALUE,
            Integer.MAX_VALUE);

    private final FakeSocketIo thread = new FakeSocketIo();
    private final TrafficCounters counters = new TrafficCounters();
    private final FlushQueue queue = new FlushQueue(thread);
    private final List<FakeSocketIo> sockets = new ArrayList<>();

    @Test
    void thoseThatAreDueAreWrittenInTheirOrder() {
        List<WebSocketConnection> connections = connections(300);
        var order = new ArrayList<Integer>();
        for (int i = 0; i < connections.size(); i++) {
            int number = i;
            sockets.get(i).duringNextWrite(() -> order.add(number));
            connections.get(i).post(EncodedFrame.text("a"));
        }
        thread.runTasks();
        assertThat(order).isEqualTo(IntStream.range(0, 300).boxed().toList());
    }

    @Test
    void longWorkIsDoneInPieces() {
        connections(1_000).forEach(connection -> connection.post(EncodedFrame.text("a")));
        var seen = new ArrayList<Integer>();
        thread.execute(() -> seen.add(written()));
        thread.runTasks();
        assertThat(seen.getFirst()).isBetween(1, 200);
        assertThat(written()).isEqualTo(1_000);
    }

    @Test
    void nobodyWaitsForATurnThatIsNotToBeHad() {
        thread.refuseNextTurns();
        connections(1_000).forEach(connection -> connection.post(EncodedFrame.text("a")));
        thread.runTasks();
        assertThat(written()).isEqualTo(1_000);
    }

    @Test
    void severalBroadcastsShareTheirWrites() {
        List<WebSocketConnection> connections = connections(1_000);
        for (int i = 0; i < 8; i++) {
            EncodedFrame frame = EncodedFrame.text("broadcast " + i);
            connections.forEach(connection -> connection.post(frame));
        }
        thread.runTasks();
        assertThat(counters.framesOut()).isEqualTo(8_000);
        assertThat(counters.writes()).isEqualTo(1_000);
    }

    @Test
    void whatFailsDoesNotHoldUpTheOthers() throws InterruptedException {
        List<WebSocketConnection> connections = connections(3);
        sockets.get(1).duringNextWrite(() -> {
            throw new StackOverflowError("in the socket");
        });
        connections.forEach(connection -> connection.post(EncodedFrame.text("a")));
        var told = new ArrayList<Throwable>();
        Thread.ofPlatform().uncaughtExceptionHandler((_, thrown) -> told.add(thrown)).start(thread::runTasks).join();
        assertThat(told).hasSize(1);
        assertThat(written()).isEqualTo(2);
        sockets.get(1).runTasks();
        assertThat(sockets.get(1).isEnded()).isTrue();
        connections.get(0).post(EncodedFrame.text("b"));
        thread.runTasks();
        assertThat(written()).isEqualTo(3);
    }

    @Test
    void nothingIsForgottenHoweverManyPost() throws InterruptedException {
        List<WebSocketConnection> connections = connections(50);
        var done = new AtomicBoolean();
        Thread ioThread = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                thread.runTasks();
            }
            thread.runTasks();
        });
        List<Thread> publishers = IntStream.range(0, 4).mapToObj(_ -> Thread.ofPlatform().start(() -> {
            EncodedFrame frame = EncodedFrame.text("a");
            for (int i = 0; i < 2_000; i++) {
                connections.forEach(connection -> connection.post(frame));
            }
        })).toList();
        for (Thread publisher : publishers) {
            publisher.join();
        }
        await().until(() -> counters.framesOut() == 400_000);
        done.set(true);
        ioThread.join();
    }

    private int written() {
        return sockets.stream().mapToInt(socket -> socket.sent().size()).sum();
    }

    private List<WebSocketConnection> connections(int count) {
        return IntStream.range(0, count).mapToObj(_ -> {
            var io = new FakeSocketIo();
            var connection = new WebSocketConnection(io, new RecordingListener(),
                    new ConnectionGroup(UNLIMITED, counters, queue, new UnfinishedBytes(Long.MAX_VALUE), null));
            io.attach(connection);
            sockets.add(io);
            return connection;
        }).toList();
    }
}
