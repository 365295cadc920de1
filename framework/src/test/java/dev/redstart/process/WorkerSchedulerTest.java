package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redstart.process.test.TestRuntime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The workers: everything runs once, whatever the others do. What they do for processes is tested by the tests of the processes. */
class WorkerSchedulerTest {
    private final WorkerScheduler scheduler = new WorkerScheduler(new Watchdog(Watchdog.Mode.OBSERVE, null));

    private static void awaitAll(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void park(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsSubmittedByManyRunsOnceEach() throws Exception {
        var each = 20_000;
        var runs = new AtomicInteger();
        var done = new CountDownLatch(4 * each);
        var producers = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            var builder = i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            producers.add(builder.start(() -> {
                for (int j = 0; j < each; j++) {
                    scheduler.submit(() -> {
                        runs.incrementAndGet();
                        done.countDown();
                    });
                }
            }));
        }
        for (var producer : producers) {
            producer.join();
        }
        awaitAll(done);
        assertThat(runs).hasValue(4 * each);
    }

    @Test
    void whatAWorkerSubmitsRunsRightAfterOnTheSameThread() throws Exception {
        var threads = new ArrayList<Thread>();
        var done = new CountDownLatch(1);
        scheduler.submit(() -> {
            threads.add(Thread.currentThread());
            scheduler.submit(() -> {
                threads.add(Thread.currentThread());
                done.countDown();
            });
        });
        awaitAll(done);
        assertThat(Set.copyOf(threads)).hasSize(1);
    }

    @Test
    void oneThatWaitsForWhatItHasSubmittedIsNotWaitedForByIt() throws Exception {
        var answered = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        scheduler.submit(() -> {
            scheduler.submit(answered::countDown); // in the slot, until the watchdog sees this worker wait
            park(answered);
            done.countDown();
        });
        awaitAll(done);
    }

    @Test
    void whileSomeBlockOthersRun() throws Exception {
        var release = new CountDownLatch(1);
        var blocked = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            scheduler.submit(() -> {
                blocked.countDown();
                park(release);
            });
        }
        awaitAll(blocked);
        var others = new CountDownLatch(1_000);
        for (int i = 0; i < 1_000; i++) {
            scheduler.submit(others::countDown);
        }
        awaitAll(others);
        release.countDown();
    }

    @Test
    void oneThatThrowsHarmsNobody() throws Exception {
        var done = new CountDownLatch(1);
        scheduler.submit(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {});
            scheduler.submit(done::countDown);
            throw new IllegalStateException("thrown on purpose");
        });
        awaitAll(done);
    }

    @Test
    void anInterruptThatIsLeftBehindDoesNotKeepAWorkerAwake() throws Exception {
        var threads = ConcurrentHashMap.<Thread>newKeySet();
        var done = new CountDownLatch(1);
        scheduler.submit(() -> {
            threads.add(Thread.currentThread());
            Thread.currentThread().interrupt();
            done.countDown();
        });
        awaitAll(done);
        await().atMost(TestNode.PATIENCE).until(() -> threads.stream()
                .allMatch(thread -> thread.getState() == Thread.State.WAITING && !thread.isInterrupted()));
    }

    /** Ends within the time of a test only if the second gets its turn while the first goes on. */
    @Test
    void processesThatKeepEachOtherBusyLetOthersThrough() throws Exception {
        try (var runtime = TestRuntime.onSystemTime()) {
            var stop = new AtomicBoolean();
            var kind = runtime.node().kind("busy", new Busy(stop), Mailbox.unbounded(), false);
            for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                var first = kind.spawn(true, runtime.node().first());
                first.tell(kind.spawn(true, runtime.node().first()));
            }
            var answered = new CountDownLatch(100);
            for (int i = 0; i < 100; i++) {
                Thread.ofVirtual().start(answered::countDown);
                scheduler.submit(() -> {});
            }
            awaitAll(answered);
            stop.set(true);
            await().atMost(TestNode.PATIENCE).until(() -> runtime.node().processCount() == 0);
        }
    }

    /** Sends every message back to whom it has come from. */
    private record Busy(AtomicBoolean stop) implements GenServer<Boolean, Object> {
        private record From(ProcessRef<Object> sender) {}

        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        @SuppressWarnings("unchecked") // what this test sends
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            var peer = message instanceof From(var sender) ? sender : (ProcessRef<Object>) message;
            peer.tell(new From(context.self()));
            return stop.get() ? Next.stop(state) : Next.same();
        }
    }

    /** Asks the process it is sent, which is one of the same kind, or answers. */
    private record Asking(CountDownLatch asking) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            var question = (Question) message;
            question.answer.reply(question.other == null ? 1 : asked(question.other));
            return Next.same();
        }

        private int asked(ProcessRef<Object> other) {
            asking.countDown();
            while (asking.getCount() > 0) { // until all places are taken by those that ask
                Thread.onSpinWait();
            }
            return other.<Integer>call(reply -> new Question(reply, null), TestNode.PATIENCE);
        }

        record Question(ReplyTo<Integer> answer, @Nullable ProcessRef<Object> other) {}
    }

    /** Only so many of them run at once; those that wait must not keep out those they wait for. */
    @Test
    void thoseWhoComputeMayWaitForEachOther() {
        try (var runtime = TestRuntime.onSystemTime()) {
            var asking = new CountDownLatch(Runtime.getRuntime().availableProcessors());
            var kind = runtime.node().kind("asking", new Asking(asking), Mailbox.unbounded(), false);
            var asked = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
                kind.habits().seenComputing();
                var first = kind.spawn(true, runtime.node().first());
                var second = kind.spawn(true, runtime.node().first());
                asked.add(first.<Integer>ask(reply -> new Asking.Question(reply, second), Duration.ofSeconds(60))
                        .toCompletableFuture());
            }
            assertThat(asked).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(1));
        }
    }

    @Test
    void aKindThatBlocksIsLearnedAndForgotten() {
        var habits = new Habits();
        assertThat(List.of(habits.blocks(), habits.computes())).containsExactly(false, false);
        habits.seenComputing();
        habits.seenBlocking();
        assertThat(List.of(habits.blocks(), habits.computes())).containsExactly(true, false);
        habits.seenComputing();
        assertThat(habits.computes()).as("who blocks does not compute").isFalse();
        for (int i = 0; i < 16; i++) {
            assertThat(habits.blocks()).isTrue();
            habits.ranAlone(1_000);
        }
        assertThat(habits.blocks()).isFalse();
        habits.seenComputing();
        habits.ranInTurn(5_000_000);
        assertThat(habits.computes()).isTrue();
        for (int i = 0; i < 16; i++) {
            habits.ranInTurn(1_000);
        }
        assertThat(habits.computes()).isFalse();
    }
}
