package dev.redstart.process;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.redstart.process.test.TestProbe.Terminated;
import dev.redstart.process.test.TestRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** OTP.md 5, GenServer. */
class GenServerTest {
    /** A server made of functions; what it hears goes to {@code heard}. */
    private static final class Scripted implements GenServer<String, Object> {
        private final Probe.Body<InitResult<String>> init;
        private final List<Object> heard;

        Scripted(Probe.Body<InitResult<String>> init, List<Object> heard) {
            this.init = init;
            this.heard = heard;
        }

        @Override
        public InitResult<String> init(ProcessContext<Object> context) throws Exception {
            return init.run(context);
        }

        @Override
        public Next<String> continueWith(Object continuation, String state, ProcessContext<Object> context) {
            heard.add("continued:" + continuation);
            return Next.go(state);
        }

        @Override
        public Next<String> handle(Object message, String state, ProcessContext<Object> context) throws Exception {
            heard.add(message);
            return message instanceof Probe.Body<?> body ? step(body, context) : Next.same();
        }

        @SuppressWarnings("unchecked") // the test's own
        private static Next<String> step(Probe.Body<?> body, ProcessContext<Object> context) throws Exception {
            return ((Probe.Body<Next<String>>) body).run(context);
        }

        @Override
        public Next<String> signal(Signal signal, String state, ProcessContext<Object> context) {
            heard.add(signal);
            return Next.same();
        }

        @Override
        public void terminate(ExitReason reason, String state, ProcessContext<Object> context) {
            heard.add(new Terminated(reason));
        }
    }

    @RegisterExtension
    final TestNode system = new TestNode();

    @RegisterExtension
    final TestNode virtual = new TestNode(TestRuntime.onVirtualTime());

    private final List<Object> heard = new CopyOnWriteArrayList<>();

    private ProcessSpec<String, Object> spec(Probe.Body<InitResult<String>> init) {
        return ProcessSpec.of("scripted", () -> new Scripted(init, heard));
    }

    private ProcessRef<Object> start(Probe.Body<InitResult<String>> init) {
        return system.node().start(spec(init)).orElseThrow();
    }

    private void step(ProcessRef<Object> process, Probe.Body<Next<String>> body) {
        process.tell(body);
    }

    @Test
    void g01_startReturnsAfterInit() throws Exception {
        var inInit = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var started = CompletableFuture.supplyAsync(() -> start(_ -> {
            inInit.countDown();
            goOn.await();
            return InitResult.started("up");
        }), task -> Thread.ofVirtual().start(task));
        assertThat(inInit.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(started).isNotDone();
        goOn.countDown();
        assertThat(started.get(20, TimeUnit.SECONDS).pid().isAlive()).isTrue();
    }

    @Test
    void g01_aSlowInitIsKilledAndTheStartFails() {
        var pid = new AtomicReference<Pid>();
        var slow = spec(context -> {
            pid.set(context.pid());
            new CountDownLatch(1).await();
            return InitResult.started("never");
        }).startTimeout(Duration.ofMillis(50));

        assertThatThrownBy(() -> system.node().start(slow)).isInstanceOfSatisfying(StartException.class,
                failed -> assertThat(failed.reason()).isEqualTo(new ExitReason.Timeout("init")));
        assertThat(pid.get().isAlive()).isFalse();
    }

    @Test
    void g01_anInterruptedStarterLeavesNoProcessBehind() throws Exception {
        var inInit = new CountDownLatch(1);
        var outcome = new CompletableFuture<Throwable>();
        var starter = Thread.ofPlatform().start(() -> {
            try {
                start(_ -> {
                    inInit.countDown();
                    new CountDownLatch(1).await();
                    return InitResult.started("never");
                });
            } catch (CallException e) {
                outcome.complete(e);
            }
        });
        assertThat(inInit.await(20, TimeUnit.SECONDS)).isTrue();
        starter.interrupt();

        assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(CallException.CallInterrupted.class);
        await().until(() -> system.node().processCount() == 0);
    }

    @Test
    void g02_theNameIsFreeWhenAFailedStartIsTold() {
        var name = Name.<Object>of("server");
        for (int i = 0; i < 200; i++) {
            assertThatThrownBy(() -> system.node().start(spec(_ -> {
                throw new IllegalStateException("no");
            }).name(name))).isInstanceOf(StartException.class);
            assertThatThrownBy(() -> system.node()
                    .start(spec(_ -> InitResult.<String>fail(new ExitReason.Custom("no"))).name(name)))
                    .isInstanceOf(StartException.class);
            assertThat(system.node().start(spec(_ -> InitResult.<String>ignore()).name(name))).isEmpty();
            var up = system.node().start(spec(_ -> InitResult.started("up")).name(name)).orElseThrow();
            system.kill(up.pid());
        }
    }

    @Test
    void g03_aTakenNameNamesItsHolderAndLeavesNoSecondProcess() {
        var name = Name.<Object>of("server");
        var first = system.node().start(spec(_ -> InitResult.started("up")).name(name)).orElseThrow();
        var before = system.node().processCount();
        var inits = new AtomicInteger();

        assertThatThrownBy(() -> system.node().start(spec(_ -> {
            inits.incrementAndGet();
            return InitResult.started("second");
        }).name(name))).isInstanceOfSatisfying(StartException.class, failed -> assertThat(failed.reason())
                .isEqualTo(new ExitReason.Custom(new StartException.AlreadyStarted(first.pid()))));

        assertThat(system.node().processCount()).isEqualTo(before);
        assertThat(inits).hasValue(0);
        assertThat(system.node().children(system.node().first())).containsExactly(first.pid());
    }

    @Test
    void g04_theContinuationRunsBeforeWhatWasQueuedDuringInit() {
        var process = start(context -> {
            context.self().tell("queued");
            return InitResult.continueWith("slow work", "up");
        });
        step(process, _ -> Next.continueWith("more", "up"));
        process.tell("behind");

        await().atMost(TestNode.PATIENCE).until(() -> heard.size() == 5);
        assertThat(heard.get(0)).isEqualTo("continued:slow work");
        assertThat(heard.get(1)).isEqualTo("queued");
        assertThat(heard.get(3)).isEqualTo("continued:more");
        assertThat(heard.get(4)).isEqualTo("behind");
    }

    @Test
    void g05_aCallGivesTheReplyAndLeavesTheCallersMailboxAlone() {
        var server = system.probe("server");
        var caller = system.probe("caller");

        var answer = caller.<Integer>run(_ -> server.<Integer>run(_ -> 42) + 1);

        assertThat(answer).isEqualTo(43);
        caller.heardNothing();
    }

    @Test
    void g06_aLateReplyIsInvisible() throws Exception {
        record Question(ReplyTo<String> from) {}
        var server = system.probe("server");
        var caller = system.probe("caller");

        caller.act(_ -> assertThatThrownBy(() -> server.ref().<String>call(Question::new, Duration.ofMillis(50)))
                .isInstanceOf(CallException.CallTimeout.class).hasMessageContaining("50 ms"));
        server.next(Question.class).from().reply("late");

        caller.heardNothing();
    }

    @Test
    void g07_aCrashOfTheServerReachesTheCallerAndEndsItIfUncaught() throws Exception {
        record Die(ReplyTo<String> from) {}
        var server = start(_ -> InitResult.started("up"));
        var caller = system.probe("caller");
        var end = system.node().whenEnded(caller.pid()).toCompletableFuture();
        caller.act(_ -> {
            step(server, _ -> {
                throw new IllegalStateException("boom");
            });
            assertThatThrownBy(() -> server.call(Die::new)).isInstanceOfAny(CallException.ServerExited.class,
                    CallException.NoProcess.class);
        });

        var second = system.probe("second");
        caller.later(_ -> second.<Integer>run(_ -> {
            throw new IllegalStateException("boom");
        }));
        assertThat(end.get(20, TimeUnit.SECONDS)).isInstanceOfSatisfying(ExitReason.Crash.class, crash -> {
            assertThat(crash.type()).isEqualTo(CallException.ServerExited.class.getName());
            assertThat(crash.message()).contains("boom");
        });
    }

    @Test
    void g07_theExceptionCarriesTheServersReason() {
        var server = system.probe("server");
        assertThatThrownBy(() -> server.<Integer>run(_ -> {
            throw new IllegalStateException("boom");
        })).isInstanceOfSatisfying(CallException.ServerExited.class,
                exited -> assertThat(exited.reason()).isInstanceOf(ExitReason.Crash.class));
    }

    @Test
    void g08_callingTheDeadOrOneselfFailsAtOnce() {
        var dead = system.probe("dead");
        system.kill(dead.pid());
        assertThatThrownBy(() -> dead.ref().call(_ -> "x", Duration.ofMinutes(1)))
                .isInstanceOf(CallException.NoProcess.class);

        var self = system.probe("self");
        self.act(context -> assertThatThrownBy(() -> context.self().call(_ -> "x", Duration.ofMinutes(1)))
                .isInstanceOf(CallException.CallingSelf.class));
    }

    @Test
    void g09_aReplyMayComeFromElsewhereWhileTheServerGoesOn() throws Exception {
        record Question(ReplyTo<String> from) {}
        var server = system.probe("server");
        var answer = server.ref().<String>ask(Question::new, TestNode.PATIENCE).toCompletableFuture();
        var from = server.next(Question.class).from();

        server.ref().tell("meanwhile");
        assertThat(server.next(String.class)).isEqualTo("meanwhile");
        assertThat(answer).isNotDone();
        system.probe("other").act(_ -> from.reply("done"));

        assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("done");
    }

    @Test
    void g10_aReplyBeforeACrashArrives() {
        record Question(ReplyTo<String> from) {}
        for (int i = 0; i < 300; i++) {
            var server = system.node().start(ProcessSpec.<Integer, Question>of("server", () -> new GenServer<>() {
                @Override
                public InitResult<Integer> init(ProcessContext<Question> context) {
                    return InitResult.started(0);
                }

                @Override
                public Next<Integer> handle(Question message, Integer state, ProcessContext<Question> context) {
                    message.from.reply("answer");
                    return Next.stop(new ExitReason.Custom("x"), state);
                }
            })).orElseThrow();
            assertThat(server.<String>call(Question::new)).isEqualTo("answer");
        }
    }

    @Test
    void g11_silenceIsHeardOnceAndAMessageBreaksIt() {
        var second = Duration.ofSeconds(1);
        var almost = second.minusNanos(1);
        var process = virtual.runtime().start(spec(_ -> InitResult.idleAfter(second, "up")));
        virtual.runtime().advance(almost);
        process.tell("in time");
        virtual.runtime().advance(second.multipliedBy(2));
        assertThat(heard).as("nobody has asked for it since").containsExactly("in time");

        Probe.Body<Next<String>> again = _ -> Next.idleAfter(second, "up");
        process.tell(again);
        virtual.runtime().advance(almost);
        process.tell(again);
        virtual.runtime().advance(almost);
        assertThat(heard).doesNotContain(new Signal.Idle());
        virtual.runtime().advance(Duration.ofNanos(1));
        assertThat(heard).containsExactly("in time", again, again, new Signal.Idle());
        virtual.runtime().advance(Duration.ofHours(1));
        assertThat(heard).as("it comes once").hasSize(4);
        assertThat(virtual.timers()).isZero();
    }

    @Test
    void g11_aMessageThatWaitsWinsOverZero() {
        var process = start(_ -> InitResult.started("up"));
        for (int i = 0; i < 100; i++) {
            heard.clear();
            step(process, context -> {
                context.self().tell("waits");
                return Next.idleAfter(Duration.ZERO, "up");
            });
            await().atMost(TestNode.PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> heard.contains("waits"));
            process.<Integer>ask(_ -> "settle", Duration.ofSeconds(1));
            await().atMost(TestNode.PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> heard.contains("settle"));
            assertThat(heard).doesNotContain(new Signal.Idle());
        }
    }

    @Test
    void g11_idleTimersDoNotPileUp() {
        var process = start(_ -> InitResult.started("up"));
        var done = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            step(process, _ -> {
                done.countDown();
                return Next.idleAfter(Duration.ofMinutes(1), "up");
            });
        }
        await().atMost(TestNode.PATIENCE).until(() -> done.getCount() == 0);
        await().atMost(TestNode.PATIENCE).until(() -> system.timers() <= 1);
    }

    @Test
    void g12_stopRunsTerminateOnceAndLinksGetTheReason() throws Exception {
        var watcher = system.trapping("watcher");
        var process = system.probe("process");
        watcher.act(context -> context.link(process.pid()));

        process.step(_ -> Next.stop(new ExitReason.Custom("enough"), 0));

        assertThat(watcher.next(Signal.Exit.class).reason()).isEqualTo(new ExitReason.Custom("enough"));
        assertThat(process.heard()).containsExactly(new Terminated(new ExitReason.Custom("enough")));
    }

    @Test
    void g13_onlyWhoTrapsTerminatesButEverybodysResourcesAreClosed() {
        var closed = Collections.synchronizedSet(new HashSet<String>());
        var parent = system.trapping("parent");
        var trapping = parent.startChild("trapping", true);
        var plain = parent.startChild("plain", false);
        trapping.act(context -> context.own(() -> closed.add("trapping")));
        plain.act(context -> context.own(() -> closed.add("plain")));

        parent.act(context -> {
            context.stop(trapping.pid(), ExitReason.SHUTDOWN, TestNode.PATIENCE);
            context.stop(plain.pid(), ExitReason.SHUTDOWN, TestNode.PATIENCE);
        });

        assertThat(trapping.heard()).containsExactly(new Terminated(ExitReason.SHUTDOWN));
        assertThat(plain.heard()).isEmpty();
        assertThat(closed).containsExactlyInAnyOrder("trapping", "plain");
    }

    @Test
    void g14_g15_theReportNamesTheMessageButNeverShowsWhatIsInIt() {
        record Login(String password) {}
        var process = start(_ -> InitResult.started("secret-state"));
        var server = system.node().start(ProcessSpec.<String, Login>of("login", () -> new GenServer<>() {
            @Override
            public InitResult<String> init(ProcessContext<Login> context) {
                return InitResult.started("secret-state");
            }

            @Override
            public Next<String> handle(Login message, String state, ProcessContext<Login> context) {
                throw new IllegalArgumentException("refused");
            }
        })).orElseThrow();
        server.tell(new Login("hunter2"));
        await().atMost(TestNode.PATIENCE).until(() -> !system.crashReports().isEmpty());

        assertThat(system.crashReports()).singleElement().satisfies(report -> {
            assertThat(report.during()).contains("Login");
            assertThat(report.describe()).contains("refused").doesNotContain("hunter2").doesNotContain("secret-state");
        });
        assertThat(process.pid().isAlive()).isTrue();
    }

    @Test
    void g16_terminateThatThrowsDoesNotChangeTheReason() {
        var process = system.probe("process");
        process.act(context -> context.own(() -> {
            throw new AssertionError("neither does a resource");
        }));
        var end = system.node().whenEnded(process.pid()).toCompletableFuture();
        process.step(_ -> Next.stop(new ExitReason.Custom("first"), 0));

        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(new ExitReason.Custom("first"));
        await().atMost(TestNode.PATIENCE).until(() -> system.crashReports().size() == 2);
    }

    @Test
    void g19_askCompletesOnAVirtualThreadAndTimesOut() throws Exception {
        record Question(ReplyTo<String> from) {}
        var server = system.probe("server");
        var thread = new AtomicReference<Thread>();
        var answered = server.ref().<String>ask(Question::new, TestNode.PATIENCE).toCompletableFuture();
        var used = answered.thenApply(answer -> {
            thread.set(Thread.currentThread());
            return answer;
        });
        var from = server.next(Question.class).from();
        from.reply("yes");
        assertThat(used.get(20, TimeUnit.SECONDS)).isEqualTo("yes");
        if (thread.get() != Thread.currentThread()) { // it had completed before thenApply
            assertThat(thread.get().isVirtual()).isTrue();
        }

        var unanswered = server.ref().<String>ask(Question::new, Duration.ofMillis(30)).toCompletableFuture();
        assertThatThrownBy(() -> unanswered.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CallException.CallTimeout.class);
    }

    @Test
    void initsOtherOutcomes() throws Exception {
        var parent = system.trapping("parent");
        assertThat(parent.<Boolean>run(context -> context.startLink(spec(_ -> InitResult.<String>ignore())).isEmpty()))
                .isTrue();
        parent.act(context -> assertThatThrownBy(
                () -> context.startLink(spec(_ -> InitResult.<String>fail(new ExitReason.Custom("quiet")))))
                .isInstanceOf(StartException.class));
        parent.heardNothing();
        parent.act(context -> assertThatThrownBy(
                () -> context.startLink(spec(_ -> InitResult.<String>stop(new ExitReason.Custom("loud")))))
                .isInstanceOf(StartException.class));
        assertThat(parent.next(Signal.Exit.class).reason()).isEqualTo(new ExitReason.Custom("loud"));
        assertThat(heard).as("no terminate without a finished init").isEmpty();
    }

    @Test
    void callsMayWaitForAsLongAsADurationHolds() {
        var server = system.probe("server");
        var forever = Duration.ofSeconds(Long.MAX_VALUE);
        record Question(ReplyTo<Integer> from) {}
        assertThat(server.ref().ask(Question::new, forever).toCompletableFuture()).isNotDone();
        system.node().start(spec(_ -> InitResult.started("up")).startTimeout(forever));
        system.kill(server.pid());
    }
}
