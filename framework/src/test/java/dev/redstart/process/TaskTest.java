package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** OTP.md 1.14, tasks. */
@Timeout(120)
class TaskTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(5);

    @RegisterExtension
    final TestNode system = new TestNode();

    private final CountDownLatch never = new CountDownLatch(1);

    /** A body that ends only by being ended. */
    private TaskBody<String> endless() {
        return _ -> {
            never.await();
            return "never";
        };
    }

    private static TaskBody<String> crashing() {
        return _ -> {
            throw new IllegalStateException("broken task");
        };
    }

    private static Task<String> startEndless(Probe owner, TaskBody<String> body) {
        return owner.run(context -> Task.async(context, body));
    }

    private static void awaitEnded(Pid pid) {
        TestNode.eventually(pid, it -> !it.isAlive());
    }

    // ---- await --------------------------------------------------------------------------------------------------------------------

    @Test
    void awaitGivesTheResultAndLeavesTheOwnersMailboxAlone() {
        var owner = system.probe("owner");
        var sum = owner.<Integer>run(context -> {
            var one = Task.async(context, _ -> 1);
            var two = Task.async(context, _ -> 2);
            return one.await() + two.await();
        });
        assertThat(sum).isEqualTo(3);
        owner.heardNothing();
    }

    @Test
    void aResultMayBeNull() {
        var owner = system.probe("owner");
        owner.act(context -> assertThat(Task.<Object>async(context, _ -> null).await()).isNull());
    }

    @Test
    void aTaskMayBeAwaitedInAnotherCallbackThanItWasStartedIn() throws Exception {
        var owner = system.probe("owner");
        var go = new CountDownLatch(1);
        var task = owner.<Task<String>>run(context -> Task.async(context, _ -> {
            go.await();
            return "done";
        }));
        var waiting = new CountDownLatch(1);
        var got = new AtomicReference<String>();
        owner.later(_ -> {
            waiting.countDown();
            got.set(task.await(LONG));
        });
        assertThat(waiting.await(20, TimeUnit.SECONDS)).isTrue();
        go.countDown();
        owner.settle();
        assertThat(got).hasValue("done");
        owner.act(_ -> assertThat(task.await()).as("again").isEqualTo("done"));
    }

    @Test
    void aCrashEndsAnOwnerThatDoesNotTrapExitsWithTheSameReason() {
        var owner = system.probe("owner");
        var ended = system.node().whenEnded(owner.pid()).toCompletableFuture();
        var concluded = new AtomicInteger();
        owner.later(context -> {
            try {
                Task.async(context, crashing()).await(LONG);
            } catch (TaskException _) {
                concluded.incrementAndGet(); // it is dead already
            }
        });
        assertThat(ended.join()).isInstanceOfSatisfying(ExitReason.Crash.class,
                crash -> assertThat(crash.message()).isEqualTo("broken task"));
        await().atMost(TestNode.PATIENCE).until(() -> Activation.fenced() == 0);
        assertThat(concluded).hasValue(0);
    }

    @Test
    void aCrashIsAnExceptionForAnOwnerThatTrapsExits() throws Exception {
        var owner = system.trapping("owner");
        var task = startEndless(owner, crashing());
        owner.act(_ -> assertThatThrownBy(() -> task.await(LONG)).isInstanceOfSatisfying(TaskException.Exited.class,
                e -> assertThat(e.reason()).isInstanceOf(ExitReason.Crash.class)).hasMessageContaining("broken task")
                .hasMessageContaining(task.pid().toString()));
        assertThat(owner.next(Signal.Exit.class).from()).isEqualTo(task.pid());
    }

    @Test
    void anOwnerThatTrapsExitsHearsOfANormalEndAsOfAnyLink() throws Exception {
        var owner = system.trapping("owner");
        var task = owner.<Task<Integer>>run(context -> Task.async(context, _ -> 1));
        assertThat(owner.next(Signal.Exit.class)).isEqualTo(new Signal.Exit(task.pid(), ExitReason.NORMAL));
    }

    @Test
    void whenAwaitTimesOutTheTaskIsKilledAndTheOwnerHearsNothingElse() {
        var owner = system.trapping("owner");
        var task = startEndless(owner, endless());
        owner.act(_ -> assertThatThrownBy(() -> task.await(SHORT)).isInstanceOf(TaskException.TimedOut.class)
                .hasMessageContaining(task.pid().toString()).hasMessageContaining("5 ms"));
        assertThat(task.pid().isAlive()).isFalse();
        owner.heardNothing();
    }

    @Test
    void aTimeoutThatIsNotCaughtEndsTheOwner() {
        var owner = system.probe("owner");
        var ended = system.node().whenEnded(owner.pid()).toCompletableFuture();
        owner.later(context -> Task.async(context, endless()).await(SHORT));
        assertThat(ended.join()).isInstanceOfSatisfying(ExitReason.Crash.class,
                crash -> assertThat(crash.type()).isEqualTo(TaskException.TimedOut.class.getName()));
    }

    // ---- yield, shutdown, ignore ---------------------------------------------------------------------------------------------------

    @Test
    void yieldMayBeRepeatedUntilThereIsAResult() {
        var owner = system.probe("owner");
        var go = new CountDownLatch(1);
        owner.act(context -> {
            var task = Task.async(context, _ -> {
                go.await();
                return "done";
            });
            assertThat(task.yield(Duration.ZERO)).isEmpty();
            assertThat(task.yield(SHORT)).isEmpty();
            assertThat(task.pid().isAlive()).isTrue();
            go.countDown();
            assertThat(task.yield(LONG)).contains(new TaskOutcome.Done<>("done"));
        });
    }

    @Test
    void yieldGivesACrashAsAnOutcome() {
        var owner = system.trapping("owner");
        var task = startEndless(owner, crashing());
        owner.act(_ -> assertThat(task.yield(LONG)).hasValueSatisfying(outcome -> {
            assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
            assertThatThrownBy(outcome::result).isInstanceOf(TaskException.Exited.class);
        }));
    }

    @Test
    void shutdownEndsTheTaskAndTheOwnerHearsNothing() {
        var owner = system.trapping("owner");
        var task = startEndless(owner, endless());
        var ended = system.node().whenEnded(task.pid()).toCompletableFuture();
        owner.act(_ -> assertThat(task.shutdown(LONG)).isEmpty());
        assertThat(ended.join()).isEqualTo(ExitReason.SHUTDOWN);
        owner.heardNothing();
    }

    @Test
    void shutdownKillsATaskThatDoesNotEndInTime() throws Exception {
        var owner = system.probe("owner");
        var traps = new CountDownLatch(1);
        var task = startEndless(owner, self -> {
            self.trapExit(true);
            traps.countDown();
            never.await();
            return "never";
        });
        var ended = system.node().whenEnded(task.pid()).toCompletableFuture();
        assertThat(traps.await(20, TimeUnit.SECONDS)).isTrue();
        owner.act(_ -> assertThat(task.shutdown(SHORT)).isEmpty());
        assertThat(ended.join()).isEqualTo(ExitReason.KILLED);
    }

    @Test
    void shutdownWithoutTimeKillsAtOnce() {
        var owner = system.probe("owner");
        var task = startEndless(owner, endless());
        var ended = system.node().whenEnded(task.pid()).toCompletableFuture();
        owner.act(_ -> assertThat(task.shutdown(Duration.ZERO)).isEmpty());
        assertThat(ended.join()).isEqualTo(ExitReason.KILLED);
    }

    @Test
    void shutdownGivesTheResultThatCameBefore() throws Exception {
        var owner = system.probe("owner");
        var task = owner.<Task<Integer>>run(context -> Task.async(context, _ -> 1));
        awaitEnded(task.pid());
        owner.act(_ -> assertThat(task.shutdown()).contains(new TaskOutcome.Done<>(1)));
    }

    @Test
    void shutdownGivesTheResultOfATaskThatTrapsExitsAndFinishesItsWork() throws Exception {
        var owner = system.probe("owner");
        var traps = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var task = startEndless(owner, self -> {
            self.trapExit(true);
            traps.countDown();
            go.await();
            return "last work";
        });
        assertThat(traps.await(20, TimeUnit.SECONDS)).isTrue();
        owner.act(_ -> {
            Thread.ofPlatform().start(go::countDown);
            assertThat(task.shutdown(LONG)).contains(new TaskOutcome.Done<>("last work"));
        });
    }

    @Test
    void shutdownGivesAnotherEndThanTheOneItAskedFor() {
        var owner = system.trapping("owner");
        var task = startEndless(owner, crashing());
        awaitEnded(task.pid());
        owner.act(_ -> assertThat(task.shutdown()).containsInstanceOf(TaskOutcome.Failed.class));
    }

    @Test
    void anIgnoredTaskRunsOnWithoutItsOwnerAndItsResultIsLost() throws Exception {
        var owner = system.probe("owner");
        var done = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var task = owner.<Task<String>>run(context -> Task.async(context, _ -> {
            go.await();
            done.countDown();
            return "done";
        }));
        owner.act(_ -> assertThat(task.ignore()).isEmpty());
        owner.act(_ -> {
            assertThatThrownBy(task::await).isInstanceOf(IllegalStateException.class).hasMessageContaining("ignored");
            assertThatThrownBy(task::shutdown).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(task::ignore).isInstanceOf(IllegalStateException.class);
        });
        system.kill(owner.pid());
        assertThat(task.pid().isAlive()).isTrue();
        go.countDown();
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theCrashOfAnIgnoredTaskEndsNobody() {
        var owner = system.probe("owner");
        var go = new CountDownLatch(1);
        var task = startEndless(owner, _ -> {
            go.await();
            throw new IllegalStateException("broken task");
        });
        owner.act(_ -> task.ignore());
        go.countDown();
        awaitEnded(task.pid());
        owner.heardNothing();
    }

    @Test
    void ignoreGivesTheResultThatCameBefore() {
        var owner = system.probe("owner");
        var task = owner.<Task<Integer>>run(context -> Task.async(context, _ -> 1));
        awaitEnded(task.pid());
        owner.act(_ -> assertThat(task.ignore()).contains(new TaskOutcome.Done<>(1)));
    }

    // ---- owner and link -----------------------------------------------------------------------------------------------------------

    @Test
    void nobodyButTheOwnerMayAskForTheOutcome() {
        var owner = system.probe("owner");
        var other = system.probe("other");
        var task = owner.<Task<Integer>>run(context -> Task.async(context, _ -> 1));
        other.act(_ -> {
            assertThatThrownBy(task::await).isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("only " + owner.pid()).hasMessageContaining("this is " + other.pid());
            assertThatThrownBy(() -> task.yield(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(task::shutdown).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(task::ignore).isInstanceOf(IllegalStateException.class);
        });
        assertThatThrownBy(task::await).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("this is thread " + Thread.currentThread().getName());
        owner.act(_ -> assertThat(task.await()).isEqualTo(1));
    }

    @Test
    void nobodyStartsTasksInTheNameOfAnotherProcess() {
        var owner = system.probe("owner");
        var leaked = owner.<ProcessContext<Object>>run(context -> context);
        assertThatThrownBy(() -> Task.async(leaked, _ -> 1)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(owner.pid().toString());
        assertThat(system.node().processCount()).isEqualTo(1);
    }

    @Test
    void anInlineProcessMayStartATaskButNotWaitForIt() {
        var kind = system.node().kind("inline", new TaskServer(), Mailbox.DEFAULT, false);
        var inline = kind.spawnInline(true, system.node().first(), Runnable::run);
        var refusal = new AtomicReference<Throwable>();
        var done = new AtomicInteger();
        inline.run(context -> {
            var task = Task.async(context, _ -> done.incrementAndGet());
            refusal.set(org.assertj.core.api.Assertions.catchThrowable(task::await));
        });
        assertThat(refusal.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("IO thread");
        await().atMost(TestNode.PATIENCE).until(() -> done.get() == 1);
    }

    @Test
    void theOwnersDeathEndsALinkedTask() {
        var owner = system.probe("owner");
        var task = startEndless(owner, endless());
        var ended = system.node().whenEnded(task.pid()).toCompletableFuture();
        system.node().exit(owner.pid(), ExitReason.SHUTDOWN);
        assertThat(ended.join()).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    void theOwnersNormalEndLeavesALinkedTaskRunning() throws Exception {
        var owner = system.probe("owner");
        var go = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        var task = startEndless(owner, _ -> {
            go.await();
            done.countDown();
            return "for nobody";
        });
        owner.step(_ -> Next.stop(0));
        awaitEnded(owner.pid());
        assertThat(task.pid().isAlive()).isTrue();
        go.countDown();
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTaskMayHaveTasksAndKnowsOnWhoseBehalfItWorks() {
        var owner = system.probe("owner");
        record Kin(Pid self, List<Pid> callers, List<Pid> ancestors) {}
        var kin = owner.<List<Kin>>run(context -> {
            assertThat(context.callers()).isEmpty();
            return Task.async(context, outer -> {
                var inner = Task.async(outer, self -> new Kin(self.pid(), self.callers(), self.ancestors())).await();
                return List.of(new Kin(outer.pid(), outer.callers(), outer.ancestors()), inner);
            }).await();
        });
        var first = system.node().first();
        var outer = kin.getFirst().self();
        assertThat(kin.getFirst().callers()).containsExactly(owner.pid());
        assertThat(kin.getFirst().ancestors()).containsExactly(owner.pid(), first);
        assertThat(kin.getLast().callers()).containsExactly(outer, owner.pid());
        assertThat(kin.getLast().ancestors()).containsExactly(outer, owner.pid(), first);
    }

    @Test
    void aSupervisedTaskHasOtherAncestorsThanCallers() {
        var owner = system.probe("owner");
        var supervisor = system.trapping("supervisor");
        owner.act(context -> {
            var task = Task.asyncNoLink(context, supervisor.ref(), self -> List.of(self.callers(), self.ancestors()));
            assertThat(task.await()).containsExactly(List.of(owner.pid()),
                    List.of(supervisor.pid(), system.node().first()));
        });
    }

    // ---- other starts -------------------------------------------------------------------------------------------------------------

    @Test
    void theCrashOfAnUnlinkedTaskReachesItsOwnerAsTheOutcomeOnly() throws Exception {
        var owner = system.probe("owner");
        var supervisor = system.trapping("supervisor");
        var task = owner.<Task<String>>run(context -> Task.asyncNoLink(context, supervisor.ref(), crashing()));
        assertThat(supervisor.next(Signal.Exit.class).from()).isEqualTo(task.pid());
        owner.act(_ -> assertThatThrownBy(task::await).isInstanceOf(TaskException.Exited.class));
        owner.heardNothing();
    }

    @Test
    void anUnlinkedTaskOutlivesItsOwnerButNotItsSupervisor() {
        var owner = system.probe("owner");
        var supervisor = system.trapping("supervisor");
        var task = owner.<Task<String>>run(context -> Task.asyncNoLink(context, supervisor.ref(), endless()));
        system.kill(owner.pid());
        assertThat(task.pid().isAlive()).isTrue();
        system.kill(supervisor.pid());
        assertThat(task.pid().isAlive()).isFalse();
    }

    @Test
    void whenAwaitOfAnUnlinkedTaskTimesOutItIsKilled() {
        var owner = system.probe("owner");
        var supervisor = system.trapping("supervisor");
        var task = owner.<Task<String>>run(context -> Task.asyncNoLink(context, supervisor.ref(), endless()));
        owner.act(_ -> assertThatThrownBy(() -> task.await(SHORT)).isInstanceOf(TaskException.TimedOut.class));
        assertThat(task.pid().isAlive()).isFalse();
    }

    @Test
    void aDeadSupervisorStartsNothing() {
        var owner = system.probe("owner");
        var supervisor = system.probe("supervisor");
        system.kill(supervisor.pid());
        owner.act(context -> {
            assertThatThrownBy(() -> Task.asyncNoLink(context, supervisor.ref(), _ -> 1))
                    .isInstanceOf(CallException.NoProcess.class);
            assertThatThrownBy(() -> Task.start(context, supervisor.ref(), _ -> {}))
                    .isInstanceOf(CallException.NoProcess.class);
            assertThatThrownBy(() -> Task.start(context, context.ref(Name.<Object>of("nobody")), _ -> {}))
                    .isInstanceOf(CallException.NoProcess.class);
        });
    }

    @Test
    void whoMustNotWaitTakesTheOutcomeWhenItHearsOfTheEnd() throws Exception {
        record Started(Task<String> task) {}
        for (int i = 0; i < 300; i++) {
            var outcomes = new LinkedBlockingQueue<Optional<TaskOutcome<String>>>();
            var task = new AtomicReference<Task<String>>();
            var supervisor = system.trapping("supervisor");
            var crashes = i % 2 == 0;
            var owner = system.node().start(ProcessSpec.<Boolean, Started>of("owner", () -> new GenServer<>() {
                @Override
                public InitResult<Boolean> init(ProcessContext<Started> context) {
                    TaskBody<String> body = crashes ? crashing() : _ -> "done";
                    task.set(Task.asyncNoLink(context, supervisor.ref(), body));
                    context.monitor(task.get().pid());
                    return InitResult.started(true);
                }

                @Override
                public Next<Boolean> handle(Started message, Boolean state, ProcessContext<Started> context) {
                    return Next.same();
                }

                @Override
                public Next<Boolean> signal(Signal signal, Boolean state, ProcessContext<Started> context) {
                    outcomes.add(task.get().yield(Duration.ZERO));
                    return Next.stop(state);
                }
            })).orElseThrow();
            var outcome = outcomes.poll(20, TimeUnit.SECONDS);
            assertThat(outcome).isPresent();
            assertThat(outcome.get() instanceof TaskOutcome.Done<?>).isEqualTo(!crashes);
            awaitEnded(owner.pid());
            system.kill(supervisor.pid());
        }
    }

    @Test
    void aStartedTaskIsLinkedToNobody() throws Exception {
        var owner = system.probe("owner");
        var crashed = new CountDownLatch(1);
        var pid = owner.<Pid>run(context -> Task.start(context, _ -> {
            crashed.countDown();
            throw new IllegalStateException("broken task");
        }));
        assertThat(crashed.await(20, TimeUnit.SECONDS)).isTrue();
        awaitEnded(pid);
        owner.heardNothing();

        var go = new CountDownLatch(1);
        var callers = new LinkedBlockingQueue<List<Pid>>();
        owner.act(context -> Task.start(context, self -> {
            go.await();
            callers.add(self.callers());
        }));
        system.kill(owner.pid());
        go.countDown();
        assertThat(callers.poll(20, TimeUnit.SECONDS)).containsExactly(owner.pid());
    }

    @Test
    void theCrashReportOfATaskHasTheStackOfItsBodyAndTheCallers() {
        var owner = system.probe("owner");
        owner.act(context -> Task.start(context, _ -> {
            throw new IllegalStateException("broken task");
        }));
        TestNode.eventually(system, it -> !it.crashReports().isEmpty());
        assertThat(system.crashReports()).singleElement().satisfies(report -> {
            assertThat(report.label()).isEqualTo("task");
            assertThat(report.describe()).contains("broken task", TaskTest.class.getName());
            assertThat(report.details().callers()).containsExactly(owner.pid());
            assertThat(report.contents().orElseThrow()).contains("on behalf of: [" + owner.pid() + "]");
        });
    }

    // ---- tasks that compute -------------------------------------------------------------------------------------------------------

    @Test
    void computingTasksRunOnPlatformThreadsOneFewerThanCoresAtATime() throws Exception {
        var allowed = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        var owner = system.probe("owner");
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        var virtual = new AtomicInteger();
        owner.act(context -> {
            var tasks = new ArrayList<Task<Integer>>();
            for (int i = 0; i < allowed * 3; i++) {
                var number = i;
                tasks.add(Task.cpu(context, self -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    if (Thread.currentThread().isVirtual()) {
                        virtual.incrementAndGet();
                    }
                    for (int turn = 0; turn < 100; turn++) {
                        self.breathe();
                    }
                    running.decrementAndGet();
                    return number;
                }));
            }
            for (int i = 0; i < tasks.size(); i++) {
                assertThat(tasks.get(i).await(TestNode.PATIENCE)).isEqualTo(i);
            }
        });
        assertThat(most.get()).isBetween(1, allowed);
        assertThat(virtual).hasValue(0);
    }

    @Test
    void aKilledTaskThatComputesIsInterruptedAndItsThreadServesTheNext() throws Exception {
        var allowed = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
        var owner = system.probe("owner");
        var entered = new CountDownLatch(allowed);
        var interrupted = new CountDownLatch(allowed);
        owner.act(context -> {
            var tasks = new ArrayList<Task<String>>();
            for (int i = 0; i < allowed; i++) {
                tasks.add(Task.cpu(context, _ -> {
                    entered.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    interrupted.countDown();
                    return "late";
                }));
            }
            assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
            var queued = Task.cpu(context, _ -> "queued");
            assertThat(queued.shutdown(Duration.ZERO)).as("one that has not had its turn yet").isEmpty();
            tasks.forEach(task -> assertThat(task.shutdown(Duration.ZERO)).isEmpty());
            assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Task.cpu(context, _ -> Thread.currentThread().isInterrupted()).await(TestNode.PATIENCE))
                    .as("the interrupt was for the dead only").isFalse();
        });
    }

    // ---- G09 ----------------------------------------------------------------------------------------------------------------------

    /** Has a task answer what takes long. */
    private static final class Office implements GenServer<Integer, Office.Message> {
        sealed interface Message {}

        record Slow(ReplyTo<String> from) implements Message {}

        record Count(ReplyTo<Integer> from) implements Message {}

        private final CountDownLatch go;

        Office(CountDownLatch go) {
            this.go = go;
        }

        @Override
        public InitResult<Integer> init(ProcessContext<Message> context) {
            return InitResult.started(0);
        }

        @Override
        public Next<Integer> handle(Message message, Integer count, ProcessContext<Message> context) {
            switch (message) {
                case Slow(var from) -> Task.async(context, _ -> {
                    go.await();
                    from.reply("done");
                    return true;
                });
                case Count(var from) -> from.reply(count);
            }
            return Next.go(count + 1);
        }
    }

    @Test
    void g09_aTaskRepliesWhileTheServerHandlesOtherMessages() throws Exception {
        var go = new CountDownLatch(1);
        var office = system.node().start(ProcessSpec.of("office", () -> new Office(go))).orElseThrow();
        var answer = office.<String>ask(Office.Slow::new, TestNode.PATIENCE).toCompletableFuture();
        assertThat(office.<Integer>call(Office.Count::new)).isEqualTo(1);
        assertThat(office.<Integer>call(Office.Count::new)).isEqualTo(2);
        assertThat(answer).isNotDone();
        go.countDown();
        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(system.events(MutableMessage.class)).as("what a development node has against it").isEmpty();
    }
}
