package dev.redstart.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;

import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.MessageChanged;
import dev.redstart.process.MutableMessage;
import dev.redstart.process.Name;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.StartException;
import dev.redstart.process.TestNode;
import dev.redstart.stage.Intake.Cancel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.process.TestNode.PATIENCE;
import static dev.redstart.process.TestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Stages in processes: demand, dispatch, buffer, and what the end of one means for the others (OTP.md 1.14). */
@Timeout(120)
class StageTest {
    private static final Name<StageMessage<Long>> NUMBERS = Name.of("numbers");

    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();

    @AfterEach
    void noMessageCouldBeChanged() {
        assertThat(system.events(MutableMessage.class)).isEmpty();
        assertThat(system.events(MessageChanged.class)).isEmpty();
    }

    /** Takes items when the test lets it, and shows them in batches. */
    private static final class Taker implements Consumer<Integer, Long> {
        private final BlockingQueue<List<Long>> batches = new LinkedBlockingQueue<>();
        private final @Nullable CountDownLatch gate;

        Taker(@Nullable CountDownLatch gate) {
            this.gate = gate;
        }

        @Override
        public Integer init(ProcessContext<?> context) {
            return 0;
        }

        @Override
        public Integer consume(List<Long> items, Integer count, ProcessContext<?> context) throws Exception {
            batches.add(items);
            if (gate != null) {
                gate.await();
            }
            return count + items.size();
        }

        List<Long> next() throws InterruptedException {
            var batch = batches.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(batch).as("a batch of items").isNotNull();
            return batch;
        }

        /** The next items, in whatever batches they come. */
        List<Long> next(int items) throws InterruptedException {
            var all = new ArrayList<Long>();
            while (all.size() < items) {
                all.addAll(next());
            }
            return all;
        }
    }

    private <O> ProcessRef<StageMessage<O>> start(Stage<?, O> stage) {
        return node.start(stage.process()).orElseThrow();
    }

    private StagePublisher<Long> publisher(Stage<?, Long> stage) {
        return StagePublisher.of(node, start(stage));
    }

    private static Stage<Object, Long> numbers() {
        return Stage.producer("numbers", Numbers::endless);
    }

    private static Stage<Object, Long> numbersTo(long end) {
        return Stage.producer("numbers", () -> new Numbers(end));
    }

    /** Emits what is pushed. */
    private static Stage<Object, Long> pushed() {
        return Stage.producer("pushed", () -> context -> 0);
    }

    private ProcessRef<StageMessage<Void>> start(Taker taker, Flow.Publisher<Long> from, Intake intake) {
        return start(Stage.<Long>consumer("taker", () -> taker).from(from, intake));
    }

    private Taker taker(Flow.Publisher<Long> from, Intake intake) {
        var taker = new Taker(null);
        start(taker, from, intake);
        return taker;
    }

    private void awaitState(StagePublisher<?> stage, Object state) {
        eventually(stage, known -> node.inspector(known.ref().pid()).state().orElseThrow().equals(state));
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    // ---- demand -----------------------------------------------------------------------------------------------------------------------

    @Test
    void aProducerIsAskedForAThousandAndForMoreWhenHalfIsHandled() throws Exception {
        var numbers = publisher(numbers());
        var gate = new CountDownLatch(1);
        var taker = new Taker(gate);
        start(taker, numbers, Intake.DEFAULT);
        assertThat(taker.next()).isEqualTo(range(0, 500));
        awaitState(numbers, 1_000L);
        gate.countDown();
        assertThat(taker.next(1_500)).isEqualTo(range(500, 2_000));
    }

    @Test
    void nothingIsEmittedThatNobodyWants() throws Exception {
        var numbers = publisher(numbers());
        var gate = new CountDownLatch(1);
        var taker = new Taker(gate);
        var ref = start(taker, numbers, Intake.upTo(10).minDemand(8));
        assertThat(taker.next()).containsExactly(0L, 1L);
        awaitState(numbers, 10L);
        system.kill(ref.pid());
        system.awaitEnd(ref.pid());
        awaitState(numbers, 10L);
    }

    @Test
    void aStageInBetweenPassesOnThePaceOfThoseBehindIt() throws Exception {
        var numbers = publisher(numbers());
        ProducerConsumer<Integer, Long, Long> doubling = (items, state, _) -> Emit
                .items(items.stream().map(item -> item * 2).toList(), 0);
        var doubled = publisher(
                Stage.<Long, Long>producerConsumer("doubled", () -> doubling).from(numbers, Intake.upTo(10)));
        awaitState(numbers, 10L); // it has asked, though nobody takes from it yet
        var gate = new CountDownLatch(1);
        var taker = new Taker(gate);
        start(taker, doubled, Intake.upTo(4));
        assertThat(taker.next()).containsExactly(0L, 2L);
        awaitState(numbers, 15L); // a batch of 5 for the 4 that are wanted
        gate.countDown();
        assertThat(taker.next(98)).isEqualTo(range(2, 100).stream().map(item -> item * 2).toList());
    }

    @Test
    void aProducerThatHasNothingIsAskedAgainAfterItsDelay() throws Exception {
        var asked = new AtomicInteger();
        var polled = new Producer<Integer, Long>() {
            @Override
            public Integer init(ProcessContext<?> context) {
                return 0;
            }

            @Override
            public Emit<Integer, Long> demand(int wanted, Integer state, ProcessContext<?> context) {
                return asked.incrementAndGet() % 3 == 0
                        ? Emit.items(List.of((long) asked.get()), state)
                        : Emit.again(Duration.ofMillis(1), state);
            }
        };
        var taker = taker(publisher(Stage.producer("polled", () -> polled)), Intake.DEFAULT);
        assertThat(taker.next(3)).containsExactly(3L, 6L, 9L);
    }

    @Test
    void limitsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Intake.upTo(0)).hasMessage("maxDemand must be >= 1, was 0");
        assertThatThrownBy(() -> Intake.upTo(5).minDemand(5))
                .hasMessage("minDemand must be >= 0 and below maxDemand, which is 5, was 5");
        assertThatThrownBy(() -> Intake.DEFAULT.partition(-1)).hasMessage("partition must be >= 0, was -1");
        assertThatThrownBy(() -> numbers().buffer(-1)).hasMessage("the buffer of a stage must hold >= 0 items, was -1");
        assertThatThrownBy(() -> Dispatch.partition(0, _ -> 0)).hasMessage("partitions must be >= 1, was 0");
    }

    // ---- the buffer -------------------------------------------------------------------------------------------------------------------

    @Test
    void whatNobodyWantsWaitsAndOnlyTheNewestAreKept() throws Exception {
        var pushed = publisher(pushed().buffer(3));
        pushed.push(range(0, 4));
        pushed.push(range(4, 6));
        eventually(node.telemetry().counter(StageItemsDropped.COUNTER), drops -> drops.value() == 3);
        assertThat(system.events(StageItemsDropped.class)).singleElement()
                .isEqualTo(new StageItemsDropped(pushed.ref().pid(), "pushed", 1, 3));
        assertThat(system.events(StageItemsDropped.class).getFirst().describe()).contains("pushed", "1 items",
                "holds 3");
        var taker = taker(pushed, Intake.upTo(10));
        assertThat(taker.next(3)).containsExactly(3L, 4L, 5L);
        pushed.push(range(6, 8));
        assertThat(taker.next(2)).containsExactly(6L, 7L);
    }

    @Test
    void dropsAreToldAgainOnceTheBufferHasBeenEmpty() throws Exception {
        var pushed = publisher(pushed().buffer(1));
        pushed.push(range(0, 2));
        eventually(system, known -> known.events(StageItemsDropped.class).size() == 1);
        var first = new Taker(null);
        var ref = start(first, pushed, Intake.upTo(10));
        assertThat(first.next(1)).containsExactly(1L);
        pushed.push(range(2, 3));
        assertThat(first.next(1)).containsExactly(2L);
        system.kill(ref.pid());
        system.awaitEnd(ref.pid());
        pushed.push(range(3, 5));
        eventually(system, known -> known.events(StageItemsDropped.class).size() == 2);
    }

    // ---- who gets what ----------------------------------------------------------------------------------------------------------------

    @Test
    void onDemandEachItemGoesToOneThatWantsIt() throws Exception {
        var pushed = publisher(pushed());
        var gate = new CountDownLatch(1);
        var stuck = new Taker(gate);
        start(stuck, pushed, Intake.upTo(1));
        pushed.push(range(0, 1));
        assertThat(stuck.next()).containsExactly(0L);
        var free = taker(pushed, Intake.upTo(1));
        pushed.push(range(1, 1_000));
        assertThat(free.next(999)).isEqualTo(range(1, 1_000));
        gate.countDown();
        var third = taker(pushed, Intake.upTo(1));
        pushed.push(range(1_000, 2_000));
        eventually(pushed, _ -> items(stuck) + items(free) + items(third) == 1_000);
        assertThat(stuck.batches).doesNotContainAnyElementsOf(free.batches)
                .doesNotContainAnyElementsOf(third.batches);
        assertThat(free.batches).doesNotContainAnyElementsOf(third.batches);
    }

    private static int items(Taker taker) {
        return taker.batches.stream().mapToInt(List::size).sum();
    }

    @Test
    void broadcastGoesToAllAtThePaceOfTheSlowest() throws Exception {
        var numbers = publisher(pushed().dispatch(Dispatch.broadcast()));
        var gate = new CountDownLatch(1);
        var slow = new Taker(gate);
        var slowRef = start(slow, numbers, Intake.upTo(4).minDemand(3));
        var fast = taker(numbers, Intake.DEFAULT);
        numbers.push(range(0, 1));
        assertThat(slow.next(1)).containsExactly(0L); // and is stuck from here on, with 3 more wanted
        assertThat(fast.next(1)).containsExactly(0L);
        numbers.push(range(1, 10));
        assertThat(fast.next(3)).containsExactly(1L, 2L, 3L);
        node.inspector(numbers.ref().pid()).state(); // all of the push is handled
        assertThat(fast.batches).isEmpty();
        system.kill(slowRef.pid());
        assertThat(fast.next(6)).isEqualTo(range(4, 10)); // a stage that is gone holds up nobody
    }

    @Test
    void partitionsGetTheirShare() throws Exception {
        var numbers = publisher(numbersTo(100).dispatch(Dispatch.partition(2, item -> (int) (item % 2))));
        var odd = taker(numbers, Intake.upTo(10).partition(1));
        var even = taker(numbers.partition(0), Intake.upTo(10));
        assertThat(even.next(50)).isEqualTo(LongStream.range(0, 50).map(i -> i * 2).boxed().toList());
        assertThat(odd.next(50)).isEqualTo(LongStream.range(0, 50).map(i -> i * 2 + 1).boxed().toList());
    }

    @Test
    void whoAsksForAPartitionThatDoesNotExistEndsAndTheProducerDoesNot() {
        var numbers = publisher(numbers().dispatch(Dispatch.partition(2, _ -> 0)));
        start(new Taker(null), numbers, Intake.DEFAULT.partition(2));
        eventually(system, known -> !known.crashReports().isEmpty());
        assertThat(system.crashReports()).singleElement().satisfies(report -> assertThat(report.reason()).asString()
                .contains("partition of a subscription must be >= 0 and < 2, was 2"));
        assertThat(numbers.ref().pid().isAlive()).isTrue();
    }

    // ---- ends -------------------------------------------------------------------------------------------------------------------------

    @Test
    void whenTheLastItemIsHandledAllEndNormally() throws Exception {
        ProducerConsumer<Integer, Long, Long> passing = (items, _, _) -> Emit.items(items, 0);
        var passed = publisher(
                Stage.<Long, Long>producerConsumer("passing", () -> passing).from(publisher(numbersTo(3))));
        var gate = new CountDownLatch(1);
        var taker = new Taker(gate);
        var ended = node.whenEnded(start(taker, passed, Intake.upTo(2)).pid());
        assertThat(taker.next()).containsExactly(0L); // and two more are under way
        gate.countDown();
        assertThat(taker.next(2)).containsExactly(1L, 2L);
        assertThat(ended.toCompletableFuture().join()).isEqualTo(ExitReason.NORMAL);
        eventually(node, known -> known.processCount() == 0);
        assertThat(system.crashReports()).isEmpty();
    }

    @Test
    void aConsumerEndsWithItsProducerUnlessItSaysOtherwise() {
        var crashing = publisher(pushed());
        var permanent = start(new Taker(null), crashing, Intake.DEFAULT);
        var transientOne = start(new Taker(null), crashing, Intake.DEFAULT.cancel(Cancel.TRANSIENT));
        var temporary = start(new Taker(null), crashing, Intake.DEFAULT.cancel(Cancel.TEMPORARY));
        var permanentEnd = node.whenEnded(permanent.pid()).toCompletableFuture();
        var transientEnd = node.whenEnded(transientOne.pid()).toCompletableFuture();
        system.kill(crashing.ref().pid());
        assertThat(permanentEnd.join()).isEqualTo(ExitReason.KILLED);
        assertThat(transientEnd.join()).isEqualTo(ExitReason.KILLED);
        assertThat(node.inspector(temporary.pid()).state()).contains(0);
    }

    @Test
    void anExpectedEndIsNoneForATransientConsumer() {
        var ending = publisher(pushed());
        var permanent = start(new Taker(null), ending, Intake.DEFAULT);
        var transientOne = start(new Taker(null), ending, Intake.DEFAULT.cancel(Cancel.TRANSIENT));
        var permanentEnd = node.whenEnded(permanent.pid()).toCompletableFuture();
        node.exit(ending.ref().pid(), ExitReason.SHUTDOWN);
        assertThat(permanentEnd.join()).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(node.inspector(transientOne.pid()).state()).contains(0);
    }

    @Test
    void theStartOfAConsumerFailsIfThereIsNoProducer() {
        var lonely = Stage.<Long>consumer("lonely", () -> new Taker(null)).from(NUMBERS);
        assertThatThrownBy(() -> start(lonely)).isInstanceOf(StartException.class).hasMessageContaining("numbers");
        assertThat(node.processCount()).isZero();
    }

    @Test
    void aConsumerThatCrashesIsForgottenAndTheOthersGoOn() throws Exception {
        var numbers = publisher(pushed().dispatch(Dispatch.broadcast()));
        Consumer<Integer, Long> crashing = (_, _, _) -> {
            throw new IllegalStateException("no");
        };
        var crashed = start(Stage.<Long>consumer("crashing", () -> crashing).from(numbers, Intake.upTo(1)));
        var ended = node.whenEnded(crashed.pid()).toCompletableFuture();
        var steady = taker(numbers, Intake.upTo(1));
        numbers.push(range(0, 10));
        assertThat(steady.next(10)).isEqualTo(range(0, 10));
        assertThat(ended.join()).isInstanceOf(ExitReason.Crash.class);
    }

    // ---- Flow -------------------------------------------------------------------------------------------------------------------------

    /** Somebody else's subscriber, which asks for one item after the other. */
    private static class Outsider implements Flow.Subscriber<Long> {
        final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
        volatile Flow.@Nullable Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription fresh) {
            subscription = fresh;
            fresh.request(1);
        }

        @Override
        @SuppressWarnings("NullAway") // onSubscribe was before
        public void onNext(Long item) {
            heard.add(item);
            subscription.request(1);
        }

        @Override
        public void onError(Throwable thrown) {
            heard.add(thrown);
        }

        @Override
        public void onComplete() {
            heard.add("complete");
        }

        Object next() throws InterruptedException {
            var next = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("a signal").isNotNull();
            return next;
        }
    }

    @Test
    void aSubscriberHearsOfAllItemsAndOfTheEnd() throws Exception {
        var outsider = new Outsider();
        publisher(numbersTo(100)).subscribe(outsider);
        for (long i = 0; i < 100; i++) {
            assertThat(outsider.next()).isEqualTo(i);
        }
        assertThat(outsider.next()).isEqualTo("complete");
        eventually(node, known -> known.processCount() == 0);
    }

    @Test
    void aSubscriberHearsWhyAStageEnded() throws Exception {
        var numbers = publisher(pushed());
        var outsider = new Outsider();
        numbers.subscribe(outsider);
        numbers.push(List.of(7L));
        assertThat(outsider.next()).isEqualTo(7L);
        system.kill(numbers.ref().pid());
        assertThat(outsider.next()).isInstanceOfSatisfying(StageEnded.class,
                end -> assertThat(end.reason()).isEqualTo(ExitReason.KILLED));
    }

    @Test
    void aSubscriberThatThrowsLosesItsSubscriptionAndNobodyElseDoes() throws Exception {
        var numbers = publisher(pushed().dispatch(Dispatch.broadcast()));
        var steady = new Outsider();
        var throwing = new Outsider() {
            @Override
            public void onNext(Long item) {
                throw new IllegalStateException("no");
            }
        };
        numbers.subscribe(throwing);
        numbers.subscribe(steady);
        eventually(steady, known -> known.subscription != null && throwing.subscription != null);
        numbers.push(range(0, 3));
        for (long i = 0; i < 3; i++) {
            assertThat(steady.next()).isEqualTo(i);
        }
        eventually(system, known -> !known.crashReports().isEmpty());
        assertThat(system.crashReports()).singleElement()
                .satisfies(report -> assertThat(report.label()).startsWith("subscriber of"));
    }

    @Test
    void aStageTakesFromAnyPublisherAndItsEndCancels() throws Exception {
        try (var outside = new SubmissionPublisher<Long>()) {
            var taker = new Taker(null);
            var ref = start(taker, outside, Intake.upTo(10));
            range(0, 100).forEach(outside::submit);
            assertThat(taker.next(100)).isEqualTo(range(0, 100));
            system.kill(ref.pid());
            eventually(outside, known -> !known.hasSubscribers());
        }
    }

    @Test
    void theEndOfAPublisherIsAsTheEndOfAProducer() {
        var completing = new SubmissionPublisher<Long>();
        var failing = new SubmissionPublisher<Long>();
        var completed = node.whenEnded(start(new Taker(null), completing, Intake.DEFAULT).pid());
        var failed = node.whenEnded(start(new Taker(null), failing, Intake.DEFAULT).pid());
        var spared = start(new Taker(null), failing, Intake.DEFAULT.cancel(Cancel.TEMPORARY));
        completing.close();
        failing.closeExceptionally(new IllegalStateException("no"));
        assertThat(completed.toCompletableFuture().join()).isEqualTo(ExitReason.NORMAL);
        assertThat(failed.toCompletableFuture().join()).asString().contains("IllegalStateException: no");
        assertThat(node.inspector(spared.pid()).state()).contains(0);
    }
}
