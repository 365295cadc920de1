package dev.redstart.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** What every implementation of {@link SocketIo} has to do, over a real network. */
public abstract class SocketIoContract {
    private final Recorder recorder = new Recorder();
    private RawClient client;

    /**
     * A client that is connected to a new socket, and done with whatever comes before the WebSocket's own bytes.
     *
     * @param early what it sends together with the last that comes before
     */
    protected abstract RawClient connect(Function<SocketIo, SocketIo.Listener> opened, byte... early)
            throws Exception;

    /** Ends the IO threads. */
    protected abstract void stopServer();

    @BeforeEach
    final void open() throws Exception {
        client = connect(recorder::open);
    }

    @AfterEach
    final void disconnect() throws IOException {
        client.close();
        stopServer();
    }

    @Test
    void bytesAreHandedOnByTheIoThread() throws IOException {
        client.send(bytes("hello"));
        awaitText("hello");
        assertThat(recorder.strangers).isEmpty();
    }

    @Test
    void bytesThatCameBeforeTheSocketAreTheFirst() throws Exception {
        var late = new Recorder();
        try (var other = connect(late::open, bytes("early "))) {
            await().untilAsserted(() -> assertThat(late.text()).isEqualTo("early "));
            other.send(bytes("and late"));
            await().untilAsserted(() -> assertThat(late.text()).isEqualTo("early and late"));
            assertThat(late.strangers).isEmpty();
        }
    }

    @Test
    void anyThreadMayWrite() throws IOException {
        writeAll(bytes("from afar"));
        assertThat(client.read(9)).isEqualTo(bytes("from afar"));
        onIoThread(() -> writeQuietly(ByteBuffer.wrap(bytes("from near"))));
        assertThat(client.read(9)).isEqualTo(bytes("from near"));
    }

    @Test
    void fullSocketTellsWhenItTakesBytesAgain() throws IOException {
        int taken = fill();
        io().resumeWrites();
        assertThat(client.read(taken)).hasSize(taken);
        await().until(() -> recorder.events.contains("writable"));
        assertThat(recorder.strangers).isEmpty();
        writeAll(bytes("more"));
        assertThat(client.read(4)).isEqualTo(bytes("more"));
    }

    @Test
    void whatIsLargerThanAnyBufferArrivesWhole() throws IOException {
        var large = "0123456789".repeat(300_000);
        client.send(bytes(large));
        awaitText(large);
        writeAll(bytes("all of it"));
        assertThat(client.read(9)).isEqualTo(bytes("all of it"));
    }

    @Test
    void suspendedSocketsAreNotRead() throws IOException {
        onIoThread(() -> io().suspendReads());
        client.send(bytes("late"));
        // What the client gets back was sent after its bytes had come, and a turn of the IO thread later nothing is read.
        writeAll(bytes("x"));
        assertThat(client.read(1)).hasSize(1);
        onIoThread(() -> {});
        assertThat(recorder.events).isEmpty();
        onIoThread(() -> io().resumeReads());
        awaitText("late");
    }

    @Test
    void workInPiecesLeavesTheSocketsTheirTurn() throws IOException {
        onIoThread(this::workUntilRead);
        client.send(bytes("meanwhile"));
        awaitText("meanwhile");
        await().until(() -> recorder.events.contains("worked"));
        assertThat(recorder.strangers).isEmpty();
    }

    private void workUntilRead() {
        if (recorder.events.isEmpty()) {
            io().executeNextTurn(this::workUntilRead);
        } else {
            recorder.events.add("worked");
        }
    }

    @Test
    void endOfThePeersStreamEndsTheSocket() throws IOException {
        client.send(bytes("last"));
        client.shutdownOutput();
        awaitEnd();
        assertThat(recorder.events).containsExactly("readable last", "ended");
        assertThat(recorder.cause).isNull();
        assertThat(client.drain()).isZero();
    }

    @Test
    void resetByThePeerEndsTheSocketWithTheException() throws IOException {
        client.reset();
        awaitEnd();
        assertThat(recorder.cause).isInstanceOf(IOException.class);
        assertThat(recorder.strangers).isEmpty();
    }

    @Test
    void endOfOurStreamLeavesThePeersOpen() throws IOException {
        writeAll(bytes("last"));
        io().shutdownOutput();
        assertThat(client.drain()).isEqualTo(4);
        client.send(bytes("still there"));
        awaitText("still there");
    }

    @Test
    void closeEndsTheSocketOnceAndLetsOutWhatWasWritten() throws IOException {
        writeAll(bytes("last"));
        io().close();
        io().close();
        onIoThread(() -> io().close());
        assertThat(client.drain()).isEqualTo(4);
        awaitEnd();
        onIoThread(() -> {});
        assertThat(recorder.events).containsExactly("ended");
        assertThat(recorder.cause).isNull();
        assertThat(recorder.strangers).isEmpty();
    }

    /** Through TLS also what the engine still holds, and its goodbye: without that the client's end would throw. */
    @Test
    void closeLetsOutWhatAFullSocketHasTaken() throws IOException {
        int taken = fill();
        io().close();
        assertThat(client.drain()).isEqualTo(taken);
        awaitEnd();
        assertThat(recorder.cause).isNull();
    }

    @Test
    void closeNeverCallsTheListenerFromInside() {
        var insideAfterClose = new CompletableFuture<Integer>();
        onIoThread(() -> {
            io().close();
            insideAfterClose.complete(recorder.events.size());
        });
        assertThat(insideAfterClose).isCompletedWithValue(0);
        awaitEnd();
    }

    @Test
    void resetIsSeenByThePeer() {
        io().reset();
        awaitEnd();
        assertThatExceptionOfType(IOException.class).isThrownBy(client::drain).withMessageContaining("reset");
        assertThat(recorder.cause).isNull();
    }

    @Test
    void serverThatStopsEndsTheSocketAndSaysSo() throws IOException {
        onIoThread(() -> {}); // an upgrade that the stop overtakes makes no socket at all
        stopServer();
        awaitEnd();
        assertThat(recorder.events).containsExactly("ended");
        assertThat(recorder.cause).isInstanceOf(ClosedChannelException.class);
        assertThat(client.drain()).isZero();
    }

    @Test
    void afterTheEndNothingIsWrittenAndNothingHappens() {
        io().close();
        awaitEnd();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> writeOnIoThread(bytes("late")));
        io().resumeWrites();
        io().shutdownOutput();
        io().reset();
        onIoThread(() -> {
            io().suspendReads();
            io().resumeReads();
        });
        onIoThread(() -> {});
        assertThat(recorder.events).containsExactly("ended");
    }

    @Test
    void exceptionOfTheListenerIsReportedAndEndsTheSocket() throws IOException {
        var failure = new IllegalStateException("of the listener");
        var reported = new CompletableFuture<Throwable>();
        onIoThread(() -> Thread.currentThread().setUncaughtExceptionHandler((_, thrown) -> reported.complete(thrown)));
        recorder.onReadable = _ -> {
            throw failure;
        };
        client.send(bytes("x"));
        assertThat(reported.join()).isSameAs(failure);
        awaitEnd();
        assertThat(recorder.cause).isSameAs(failure);
    }

    @Test
    void tasksRunOnTheIoThreadInOrder() {
        var seen = new CopyOnWriteArrayList<String>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            io().execute(() -> seen.add(number + " " + io().onIoThread()));
        }
        await().until(() -> seen.size() == 100);
        assertThat(seen.getFirst()).isEqualTo("0 true");
        assertThat(seen.getLast()).isEqualTo("99 true");
        assertThat(io().onIoThread()).isFalse();
    }

    @Test
    void peerIsTheClient() {
        assertThat(io().peer().getAddress().isLoopbackAddress()).isTrue();
        assertThat(io().peer().getPort()).isEqualTo(client.localPort());
    }

    private SocketIo io() {
        return recorder.io.join();
    }

    private void onIoThread(Runnable task) {
        CompletableFuture.runAsync(task, io()).join();
    }

    /** As a connection does: what the socket does not take from this thread is written by the IO thread. */
    private void writeAll(byte[] bytes) {
        var source = ByteBuffer.wrap(bytes);
        await().until(() -> {
            io().write(source);
            if (source.hasRemaining()) {
                onIoThread(() -> writeQuietly(source));
            }
            return !source.hasRemaining();
        });
    }

    private void writeQuietly(ByteBuffer source) {
        try {
            io().write(source);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void writeOnIoThread(byte[] bytes) throws IOException {
        var thrown = new CompletableFuture<@Nullable IOException>();
        onIoThread(() -> {
            try {
                io().write(ByteBuffer.wrap(bytes));
                thrown.complete(null);
            } catch (IOException e) {
                thrown.complete(e);
            }
        });
        IOException e = thrown.join();
        if (e != null) {
            throw e;
        }
    }

    /** Writes until nothing more is taken; returns how much was. */
    private int fill() {
        var taken = new CompletableFuture<Integer>();
        onIoThread(() -> {
            int sum = 0;
            var source = ByteBuffer.allocate(1 << 20);
            do {
                source.clear();
                writeQuietly(source);
                sum += source.position();
            } while (!source.hasRemaining());
            taken.complete(sum);
        });
        return taken.join();
    }

    private void awaitText(String text) {
        await().untilAsserted(() -> assertThat(recorder.text()).isEqualTo(text));
    }

    private void awaitEnd() {
        await().until(() -> recorder.events.contains("ended"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static final class Recorder implements SocketIo.Listener {
        final CompletableFuture<SocketIo> io = new CompletableFuture<>();
        final List<String> events = new CopyOnWriteArrayList<>();
        /** Threads that called although they are not the IO thread. */
        final List<Thread> strangers = new CopyOnWriteArrayList<>();
        volatile @Nullable Throwable cause;
        volatile Consumer<String> onReadable = _ -> {};

        SocketIo.Listener open(SocketIo newIo) {
            io.complete(newIo);
            return this;
        }

        String text() {
            return String.join("",
                    events.stream().filter(e -> e.startsWith("readable ")).map(e -> e.substring("readable ".length()))
                            .toList());
        }

        @Override
        public void readable(ByteBuffer bytes) {
            String text = StandardCharsets.US_ASCII.decode(bytes).toString();
            record("readable " + text);
            onReadable.accept(text);
        }

        @Override
        public void writable() {
            record("writable");
        }

        @Override
        public void ended(@Nullable Throwable newCause) {
            cause = newCause;
            record("ended");
        }

        private void record(String event) {
            if (!io.join().onIoThread()) {
                strangers.add(Thread.currentThread());
            }
            events.add(event);
        }
    }
}
