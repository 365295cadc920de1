package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Processes bound to one IO thread. */
class InlineProcessTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    private final ExecutorService io = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("io").factory());
    private final List<Object> heard = new CopyOnWriteArrayList<>();

    private final class Connection implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            assertThat(Thread.currentThread().getName()).isEqualTo("io");
            heard.add(message);
            return Next.same();
        }

        @Override
        public void terminate(ExitReason reason, Boolean state, ProcessContext<Object> context) {
            heard.add(reason);
        }
    }

    @AfterEach
    void stopIo() {
        io.close();
    }

    private InlineProcess<Object> spawn() {
        return system.node().kind("connection", new Connection(), Mailbox.DEFAULT, false)
                .spawnInline(true, system.node().first(), io);
    }

    private void onIo(Runnable task) throws Exception {
        io.submit(task).get(20, TimeUnit.SECONDS);
    }

    @Test
    void inputRunsAfterWhatWaitsAlsoWhenTheProcessIsScheduledAlready() throws Exception {
        var process = spawn();
        onIo(() -> {
            for (int i = 0; i < 100; i++) { // more than one turn's worth
                process.tell(i);
            }
            process.run(_ -> heard.add("input"));
        });
        onIo(() -> {});
        assertThat(heard).hasSize(101).endsWith("input").startsWith(0, 1, 2);
        process.tell("after");
        onIo(() -> {});
        assertThat(heard).endsWith("after");
    }

    @Test
    void theScheduledTurnComesAfterItWasRunInBetweenAndLosesNothing() throws Exception {
        var process = spawn();
        var senders = new ArrayList<Thread>();
        for (int i = 0; i < 2; i++) {
            senders.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 20_000; n++) {
                    while (true) {
                        try {
                            process.tell("m");
                            break;
                        } catch (CallException.Overloaded _) {
                            Thread.onSpinWait();
                        }
                    }
                }
            }));
        }
        while (senders.stream().anyMatch(Thread::isAlive)) {
            onIo(() -> process.run(_ -> {}));
        }
        onIo(() -> process.run(_ -> {}));
        assertThat(heard).hasSize(40_000);
    }

    @Test
    void endRunsTerminateOnceAndNothingRunsAfterwards() throws Exception {
        var process = spawn();
        onIo(() -> {
            process.run(_ -> {
                process.end(ExitReason.SHUTDOWN);
                process.run(_ -> heard.add("too late"));
            });
            process.end(ExitReason.NORMAL);
            process.run(_ -> heard.add("too late"));
        });
        assertThat(heard).containsExactly(ExitReason.SHUTDOWN);
        assertThat(process.pid().isAlive()).isFalse();
    }

    @Test
    void inputThatThrowsEndsTheProcess() throws Exception {
        var process = spawn();
        onIo(() -> process.run(_ -> {
            throw new IllegalStateException("bad frame");
        }));
        assertThat(process.pid().isAlive()).isFalse();
        assertThat(system.crashReports()).singleElement()
                .satisfies(report -> assertThat(report.during()).isEqualTo("input"));
    }

    @Test
    void aKillFromElsewhereNeverInterruptsTheIoThread() throws Exception {
        for (int i = 0; i < 200; i++) {
            var process = spawn();
            var running = new CountDownLatch(1);
            var killed = new CountDownLatch(1);
            var turn = io.submit(() -> process.run(_ -> {
                running.countDown();
                while (killed.getCount() > 0) {
                    Thread.onSpinWait();
                }
            }));
            assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
            system.kill(process.pid());
            killed.countDown();
            turn.get(20, TimeUnit.SECONDS);
            onIo(() -> assertThat(Thread.currentThread().isInterrupted()).isFalse());
        }
    }

    @Test
    void itMustNotBlockItsThread() throws Exception {
        var process = spawn();
        var other = system.probe("other");
        onIo(() -> process.run(context -> {
            assertThatThrownBy(() -> other.ref().call(_ -> "x")).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("IO thread");
            assertThatThrownBy(() -> context.stop(other.pid(), ExitReason.SHUTDOWN, Duration.ofSeconds(1)))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("IO thread");
        }));
        assertThat(process.pid().isAlive()).isTrue();
    }

    @Test
    void aProcessWhoseThreadIsGoneEndsInsteadOfFailingItsSender() {
        // regression: the sender got a RejectedExecutionException, and so did the end of whatever the process was linked to
        var process = spawn();
        var trapping = system.node().kind("connection", new Connection(), Mailbox.DEFAULT, true)
                .spawnInline(true, system.node().first(), io);
        io.shutdown();

        process.tell("hello");
        system.node().exit(trapping.pid(), ExitReason.SHUTDOWN);

        assertThat(process.pid().isAlive()).isFalse();
        assertThat(trapping.pid().isAlive()).isFalse();
    }
}
