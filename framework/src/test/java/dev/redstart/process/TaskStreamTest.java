package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** OTP.md 1.14, {@code asyncStream}. */
@Timeout(120)
class TaskStreamTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(5);

    @RegisterExtension
    final TestNode system = new TestNode();

    private final CountDownLatch never = new CountDownLatch(1);
    private final ConcurrentLinkedQueue<Pid> tasks = new ConcurrentLinkedQueue<>();

    private static List<Integer> numbers(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private static <T> List<T> results(TaskResults<T> outcomes) {
        return outcomes.stream().map(TaskOutcome::result).toList();
    }

    /** Each task notes who it is and then waits for its own end. */
    private TaskStream<Integer, Integer> endless(int count) {
        return TaskStream.<Integer, Integer>over(numbers(count), (number, self) -> {
            tasks.add(self.pid());
            never.await();
            return number;
        }).maxConcurrency(count).timeout(LONG);
    }

    private void awaitTasks(int count) {
        TestNode.eventually(tasks, it -> it.size() == count);
    }

    private void awaitNoTasks() {
        TestNode.eventually(tasks, it -> it.stream().noneMatch(Pid::isAlive));
    }

    // ---- order and number ---------------------------------------------------------------------------------------------------------

    @Test
    void resultsComeInTheOrderOfTheItems() {
        var owner = system.probe("owner");
        var last = new CountDownLatch(1);
        var got = owner
                .<List<Integer>>run(context -> results(TaskStream.<Integer, Integer>over(numbers(4), (number, _) -> {
                    if (number == 3) {
                        last.countDown();
                    }
                    last.await();
                    return number * 10;
                }).maxConcurrency(4).run(context)));
        assertThat(got).containsExactly(0, 10, 20, 30);
    }

    @Test
    void unorderedResultsComeAsSoonAsTheyAreThere() {
        var owner = system.probe("owner");
        var turns = numbers(4).stream().map(_ -> new CountDownLatch(1)).toList();
        turns.get(3).countDown();
        owner.act(context -> {
            var outcomes = TaskStream.<Integer, Integer>over(numbers(4), (number, _) -> {
                turns.get(number).await();
                return number;
            }).maxConcurrency(4).unordered().run(context);
            for (int expected = 3; expected >= 0; expected--) {
                assertThat(outcomes.next().result()).isEqualTo(expected);
                turns.get(Math.max(0, expected - 1)).countDown();
            }
            assertThat(outcomes.hasNext()).isFalse();
        });
    }

    @Test
    void neverMoreThanMaxConcurrencyRunAtOnceAndAllOfThemDo() {
        var owner = system.probe("owner");
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        for (var ordered : List.of(true, false)) {
            owner.act(context -> {
                var together = new CountDownLatch(3);
                var spec = TaskStream.<Integer, Integer>over(numbers(200), (number, _) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    together.countDown();
                    together.await(); // three must run for any to get on
                    running.decrementAndGet();
                    return number;
                }).maxConcurrency(3);
                assertThat(results((ordered ? spec : spec.unordered()).run(context)))
                        .containsExactlyInAnyOrderElementsOf(numbers(200));
            });
        }
        assertThat(most).hasValue(3);
        owner.heardNothing();
    }

    @Test
    void nothingStartsBeforeItIsAskedForAndItemsMayHaveNoEnd() {
        var owner = system.probe("owner");
        var taken = new AtomicInteger();
        owner.act(context -> {
            Iterable<Integer> endless = () -> Stream.generate(taken::getAndIncrement).iterator();
            try (var outcomes = TaskStream.<Integer, Integer>over(endless, (number, _) -> number).maxConcurrency(2)
                    .run(context)) {
                assertThat(taken).hasValue(0);
                assertThat(IntStream.range(0, 100).mapToObj(_ -> outcomes.next().result()).toList())
                        .isEqualTo(numbers(100));
                assertThat(taken.get()).isLessThanOrEqualTo(104);
            }
        });
    }

    @Test
    void outcomesDoNotPileUpBehindOneThatIsSlow() {
        var owner = system.probe("owner");
        var taken = new AtomicInteger();
        var slow = new CountDownLatch(1);
        owner.act(context -> {
            Iterable<Integer> endless = () -> Stream.generate(taken::getAndIncrement).iterator();
            try (var outcomes = TaskStream.<Integer, Integer>over(endless, (number, _) -> {
                if (number == 0) {
                    slow.await();
                } else if (number == 5) {
                    slow.countDown(); // the last that may be started before the first is taken
                }
                return number;
            }).maxConcurrency(3).run(context)) {
                assertThat(outcomes.next().result()).isEqualTo(0);
                assertThat(taken).hasValue(6);
            }
        });
    }

    @Test
    void noItemsGiveNoOutcomes() {
        var owner = system.probe("owner");
        owner.act(context -> {
            var outcomes = TaskStream.<Integer, Integer>over(List.of(), (number, _) -> number).run(context);
            assertThat(outcomes.hasNext()).isFalse();
            assertThatThrownBy(outcomes::next).isInstanceOf(NoSuchElementException.class);
        });
    }

    @Test
    void outcomesMayBeTakenInSeveralCallbacks() {
        var owner = system.probe("owner");
        var outcomes = owner.<TaskResults<Integer>>run(
                context -> TaskStream.<Integer, Integer>over(numbers(50), (number, _) -> number).run(context));
        var got = new ArrayList<Integer>();
        while (owner.<Boolean>run(_ -> outcomes.hasNext())) {
            got.add(owner.run(_ -> outcomes.next().result()));
        }
        assertThat(got).isEqualTo(numbers(50));
    }

    @Test
    void limitsAreChecked() {
        var spec = TaskStream.<Integer, Integer>over(List.of(), (number, _) -> number);
        assertThatThrownBy(() -> spec.maxConcurrency(0)).hasMessage("maxConcurrency must be >= 1, was 0");
        assertThatThrownBy(() -> spec.timeout(Duration.ofNanos(-1))).hasMessageContaining("timeout must be >= 0");
    }

    @Test
    void nobodyButTheOwnerMayTakeOutcomes() {
        var owner = system.probe("owner");
        var other = system.probe("other");
        var outcomes = owner.<TaskResults<Integer>>run(
                context -> TaskStream.<Integer, Integer>over(numbers(1), (number, _) -> number).run(context));
        other.act(_ -> assertThatThrownBy(outcomes::hasNext).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only " + owner.pid()));
        assertThatThrownBy(outcomes::next).isInstanceOf(IllegalStateException.class);
    }

    // ---- failures -----------------------------------------------------------------------------------------------------------------

    @Test
    void aTaskThatTakesTooLongEndsTheOwnerAndAllOthersUnlessSaidOtherwise() {
        var owner = system.probe("owner");
        var ended = system.node().whenEnded(owner.pid()).toCompletableFuture();
        owner.later(context -> endless(3).timeout(SHORT).run(context).next());
        assertThat(ended.join()).isInstanceOfSatisfying(ExitReason.Crash.class,
                crash -> assertThat(crash.type()).isEqualTo(TaskException.TimedOut.class.getName()));
        awaitNoTasks();
    }

    @Test
    void aTaskThatTakesTooLongMayBeAnOutcomeAmongOthers() {
        var owner = system.trapping("owner");
        owner.act(context -> {
            var outcomes = TaskStream.<Integer, Integer>over(numbers(3), (number, _) -> {
                if (number == 1) {
                    never.await();
                }
                return number;
            }).maxConcurrency(1).timeout(Duration.ofMillis(200)).onTimeout(TaskStream.OnTimeout.KILL).run(context);
            assertThat(outcomes.next().result()).isEqualTo(0);
            assertThat(outcomes.next()).isInstanceOfSatisfying(TaskOutcome.Failed.class, failed -> {
                assertThat(failed.reason()).isInstanceOf(ExitReason.Timeout.class);
                assertThat(failed.task().isAlive()).isFalse();
            });
            assertThat(outcomes.next().result()).isEqualTo(2);
            assertThat(outcomes.hasNext()).isFalse();
        });
        owner.heardNothing();
    }

    @Test
    void aTaskIsKilledInTimeAlsoWhileTheOwnerTakesNothing() {
        var owner = system.probe("owner");
        owner.act(context -> {
            var outcomes = TaskStream.<Integer, Integer>over(numbers(2), (number, self) -> {
                if (number == 1) {
                    tasks.add(self.pid());
                    never.await();
                }
                return number;
            }).maxConcurrency(2).timeout(Duration.ofMillis(200)).onTimeout(TaskStream.OnTimeout.KILL).run(context);
            assertThat(outcomes.next().result()).isEqualTo(0);
            awaitTasks(1);
            awaitNoTasks();
            assertThat(outcomes.next()).isInstanceOf(TaskOutcome.Failed.class);
        });
    }

    @Test
    void aCrashEndsTheOwnerAndSoAllOthers() {
        var owner = system.probe("owner");
        var ended = system.node().whenEnded(owner.pid()).toCompletableFuture();
        var go = new CountDownLatch(1);
        owner.later(context -> TaskStream.<Integer, Integer>over(numbers(3), (number, self) -> {
            tasks.add(self.pid());
            go.await();
            if (number == 1) {
                throw new IllegalStateException("broken task");
            }
            never.await();
            return number;
        }).maxConcurrency(3).run(context).next());
        awaitTasks(3);
        go.countDown();
        assertThat(ended.join()).isInstanceOfSatisfying(ExitReason.Crash.class,
                crash -> assertThat(crash.message()).isEqualTo("broken task"));
        awaitNoTasks();
    }

    @Test
    void anOwnerThatTrapsExitsHearsOfACrashAndGetsItAsAnOutcome() throws Exception {
        var owner = system.trapping("owner");
        owner.act(context -> {
            var outcomes = TaskStream.<Integer, Integer>over(numbers(3), (number, _) -> {
                if (number == 1) {
                    throw new IllegalStateException("broken task");
                }
                return number;
            }).run(context);
            assertThat(outcomes.next().result()).isEqualTo(0);
            assertThat(outcomes.next()).isInstanceOfSatisfying(TaskOutcome.Failed.class,
                    failed -> assertThat(failed.reason()).isInstanceOf(ExitReason.Crash.class));
            assertThat(outcomes.next().result()).isEqualTo(2);
        });
        assertThat(owner.next(Signal.Exit.class).reason()).isInstanceOf(ExitReason.Crash.class);
        owner.heardNothing();
    }

    @Test
    void aCrashUnderASupervisorIsAnOutcomeAmongOthers() {
        var owner = system.probe("owner");
        var supervisor = system.trapping("supervisor");
        owner.act(context -> {
            var outcomes = TaskStream.<Integer, Integer>over(numbers(3), (number, self) -> {
                assertThat(self.parent()).isEqualTo(supervisor.pid());
                if (number == 1) {
                    throw new IllegalStateException("broken task");
                }
                return number;
            }).under(supervisor.ref()).run(context);
            assertThat(outcomes.next().result()).isEqualTo(0);
            assertThat(outcomes.next()).isInstanceOfSatisfying(TaskOutcome.Failed.class,
                    failed -> assertThat(failed.reason()).isInstanceOf(ExitReason.Crash.class));
            assertThat(outcomes.next().result()).isEqualTo(2);
        });
        owner.heardNothing();
    }

    @Test
    void itemsThatThrowAreTheOwnersError() {
        var owner = system.trapping("owner");
        owner.act(context -> {
            Iterator<Integer> broken = Stream.<Integer>generate(() -> {
                throw new IllegalStateException("broken items");
            }).iterator();
            try (var outcomes = TaskStream.<Integer, Integer>over(() -> broken, (number, _) -> number).run(context)) {
                assertThatThrownBy(outcomes::hasNext).hasMessage("broken items");
            }
        });
    }

    // ---- end ----------------------------------------------------------------------------------------------------------------------

    @Test
    void closingStopsWhatStillRunsAndTheOwnerHearsNothing() throws Exception {
        for (var supervised : List.of(true, false)) {
            var owner = system.trapping("owner");
            var supervisor = system.trapping("supervisor");
            tasks.clear();
            owner.act(context -> {
                var all = TaskStream.<Integer, Integer>over(numbers(4), (number, self) -> {
                    if (number > 0) {
                        tasks.add(self.pid());
                        never.await();
                    }
                    return number;
                }).maxConcurrency(4).timeout(LONG);
                var outcomes = (supervised ? all.under(supervisor.ref()) : all).run(context);
                assertThat(outcomes.next().result()).isEqualTo(0);
                awaitTasks(3);
                outcomes.close();
                assertThat(outcomes.hasNext()).isFalse();
                awaitNoTasks();
            });
            owner.heardNothing();
            assertThat(((LocalPid) owner.pid()).extension().owned).isNull();
        }
    }

    @Test
    void theOwnersEndWhateverItsReasonStopsWhatStillRuns() {
        for (var reason : List.of(ExitReason.KILL, ExitReason.SHUTDOWN)) {
            for (var supervised : List.of(true, false)) {
                tasks.clear();
                var owner = system.probe("owner");
                var supervisor = system.trapping("supervisor");
                var spec = supervised ? endless(3).under(supervisor.ref()) : endless(3);
                owner.later(context -> spec.run(context).next());
                awaitTasks(3);
                system.node().exit(owner.pid(), reason);
                awaitNoTasks();
                system.kill(supervisor.pid());
            }
        }
    }

    @Test
    void theOwnersNormalEndStopsWhatStillRuns() {
        var owner = system.probe("owner");
        owner.step(context -> {
            var outcomes = TaskStream.<Integer, Integer>over(numbers(2), (number, self) -> {
                if (number == 1) {
                    tasks.add(self.pid());
                    never.await();
                }
                return number;
            }).maxConcurrency(2).timeout(LONG).run(context);
            outcomes.next();
            awaitTasks(1);
            return Next.stop(0);
        });
        assertThat(system.awaitEnd(owner.pid())).isIn(ExitReason.NORMAL, ExitReason.NO_PROC);
        awaitTasks(1);
        awaitNoTasks();
    }

    @Test
    void tasksMayFinishWhileTheOwnerEnds() throws Exception {
        for (int round = 0; round < 200; round++) {
            var owner = system.probe("owner");
            var supervisor = system.trapping("supervisor");
            var taken = new LinkedBlockingQueue<Integer>();
            var spec = TaskStream.<Integer, Integer>over(numbers(1000), (number, _) -> number).maxConcurrency(8);
            var used = round % 2 == 0 ? spec.under(supervisor.ref()) : spec.unordered();
            Together.run(2, role -> {
                if (role == 0) {
                    owner.later(context -> used.run(context).forEachRemaining(it -> taken.add(it.result())));
                } else {
                    taken.poll(20, TimeUnit.SECONDS);
                    system.kill(owner.pid());
                }
            });
            TestNode.eventually(system.node(), it -> it.children(supervisor.pid()).isEmpty());
            system.kill(supervisor.pid());
        }
    }
}
