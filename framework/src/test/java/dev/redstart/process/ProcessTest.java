package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import dev.redstart.process.test.TestProbe.Terminated;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** OTP.md 5, Process. */
class ProcessTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    @Test
    void p01_aProcessThatIsDoneEndsNormalWithoutACrashReport() {
        var process = system.probe("done");
        var end = system.node().whenEnded(process.pid()).toCompletableFuture();

        process.step(_ -> Next.stop(0));

        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ExitReason.NORMAL);
        assertThat(system.crashReports()).isEmpty();
        assertThat(process.pid().isAlive()).isFalse();
    }

    @Test
    void p02_anExceptionEndsItWithItsPictureAndOneReport() {
        var process = system.probe("broken");
        var end = system.node().whenEnded(process.pid()).toCompletableFuture();

        process.crash("no such thing");

        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isInstanceOfSatisfying(ExitReason.Crash.class, crash -> {
            assertThat(crash.type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(crash.message()).isEqualTo("no such thing");
            assertThat(crash.stack()).anyMatch(frame -> frame.contains("Probe"));
        });
        assertThat(system.crashReports()).singleElement()
                .satisfies(report -> assertThat(report.pid()).isEqualTo(process.pid()));
    }

    @Test
    void p03_anyThrowableEndsOnlyTheProcessAndItsLinks() throws Exception {
        var bystander = system.probe("bystander");
        for (var thrown : List.of(new StackOverflowError(), new LinkageError("x"), new AssertionError("y"))) {
            var watcher = system.trapping("watcher");
            var child = watcher.startChild("child", false);

            child.later(_ -> {
                throw thrown;
            });

            var exit = watcher.next(Signal.Exit.class);
            assertThat(exit.from()).isEqualTo(child.pid());
            assertThat(exit.reason()).isInstanceOfSatisfying(ExitReason.Crash.class,
                    crash -> assertThat(crash.type()).isEqualTo(thrown.getClass().getName()));
        }
        var deep = system.probe("deep");
        deep.later(_ -> dive(1));
        assertThat(system.awaitEnd(deep.pid())).isNotNull();
        assertThat(bystander.<Integer>run(_ -> 42)).isEqualTo(42);
    }

    @SuppressWarnings("InfiniteRecursion") // the point
    private static int dive(int depth) {
        return dive(depth + 1) + depth;
    }

    @Test
    void p04_messagesOfOneSenderKeepTheirOrder() throws Exception {
        record Numbered(int sender, int number) {}
        var receiver = system.probe("receiver");
        var senders = new ArrayList<Thread>();
        for (int sender = 0; sender < 9; sender++) {
            var id = sender;
            senders.add(Thread.ofPlatform().start(() -> {
                for (int number = 0; number < 1000; number++) {
                    receiver.ref().tell(new Numbered(id, number));
                }
            }));
        }
        for (var sender : senders) {
            sender.join();
        }
        receiver.settle();

        var seen = new int[9];
        for (var heard : receiver.heard()) {
            var message = (Numbered) heard;
            assertThat(message.number).isEqualTo(seen[message.sender]++);
        }
        assertThat(seen).containsOnly(1000);
    }

    @Test
    void p05_aMessageToADeadProcessVanishesAndIsCounted() {
        var dead = system.probe("dead");
        system.kill(dead.pid());
        var before = system.meter("redstart.process.dead.letters");

        dead.ref().tell("hello");

        assertThat(system.meter("redstart.process.dead.letters")).isEqualTo(before + 1);
        assertThat(dead.heard()).isEmpty();
    }

    @Test
    void p06_aMessageToANameNobodyHoldsIsAnErrorAtTheSender() {
        var nobody = system.node().ref(Name.<String>of("nobody"));

        assertThatThrownBy(() -> nobody.tell("hello")).isInstanceOf(CallException.NoProcess.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> nobody.call(_ -> "hello")).isInstanceOf(CallException.NoProcess.class);
        assertThat(nobody.<String>ask(_ -> "hello", Duration.ofSeconds(1)).toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    void p08_whoeverStartsAProcessThatDiesAtOnceHearsItsRealReason() throws Exception {
        var parent = system.trapping("parent");
        var kind = system.node().kind("shortLived", new GenServer<Integer, String>() {
            @Override
            public InitResult<Integer> init(ProcessContext<String> context) {
                return InitResult.started(0);
            }

            @Override
            public Next<Integer> handle(String message, Integer state, ProcessContext<String> context) {
                return Next.stop(new ExitReason.Custom(message), state);
            }
        }, Mailbox.DEFAULT, false);

        var child = kind.spawn(0, parent.pid());
        child.tell("at once");

        var exit = parent.next(Signal.Exit.class);
        assertThat(exit.from()).isEqualTo(child.pid());
        assertThat(exit.reason()).isEqualTo(new ExitReason.Custom("at once"));
        parent.heardNothing();
    }

    @Test
    void p09_theLabelShowsInTheProcessViewAndInTheCrashReport() {
        var process = system.probe("plain");
        assertThat(system.node().info(process.pid()).label()).isEqualTo("plain");

        process.act(context -> context.label("room:lobby"));
        assertThat(system.node().info(process.pid()).label()).isEqualTo("room:lobby");

        process.crash("x");
        system.awaitEnd(process.pid());
        assertThat(system.crashReports()).singleElement().satisfies(report -> {
            assertThat(report.label()).isEqualTo("room:lobby");
            assertThat(report.describe()).contains("room:lobby");
        });
    }

    @Test
    void p10_aPidIsNeverReused() {
        var dead = system.probe("dead").pid();
        system.kill(dead);
        var kind = system.node().kind("many", new Nothing(), Mailbox.DEFAULT, false);
        var parent = system.probe("parent").pid();
        var last = dead.serial();
        for (int i = 0; i < 1_000_000; i++) {
            var process = kind.spawn(true, parent).pid();
            assertThat(process.serial() > last).isTrue();
            last = process.serial();
            system.kill(process);
        }
        assertThat(dead.isAlive()).isFalse();
    }

    private static final class Nothing implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    @Test
    void p11_anExitSignalEndsAWaitingProcessWithoutTerminate() {
        var process = system.probe("waiting");
        process.settle();
        var end = system.node().whenEnded(process.pid()).toCompletableFuture();

        system.node().exit(process.pid(), new ExitReason.Custom("x"));

        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(new ExitReason.Custom("x"));
        assertThat(process.heard()).isEmpty();
    }

    @Test
    void p12_aKillReachesABlockedHandlerAndNobodyElse() throws Exception {
        var watcher = system.probe("watcher");
        var process = system.probe("blocked");
        watcher.act(context -> context.monitor(process.pid()));
        var interrupted = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        process.later(_ -> {
            entered.countDown();
            try {
                Thread.sleep(Duration.ofMinutes(1));
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();

        system.kill(process.pid());

        assertThat(watcher.next(Signal.Down.class).reason()).isEqualTo(ExitReason.KILLED);
        assertThat(interrupted.await(2, TimeUnit.SECONDS)).isTrue();
        await().atMost(TestNode.PATIENCE).until(() -> !system.node().info(process.pid()).running());
        assertThat(watcher.<Boolean>run(_ -> Thread.currentThread().isInterrupted())).isFalse();
        assertThat(system.crashReports()).as("its InterruptedException is no crash").isEmpty();
    }

    @Test
    void p13_aKilledBusyLoopIsDeadForEveryoneAndBecomesAZombie() throws Exception {
        var name = Name.<Object>of("busy");
        var watcher = system.probe("watcher");
        var process = system.probe("busy");
        process.act(context -> context.register(name));
        watcher.act(context -> context.monitor(process.pid()));
        var stop = new AtomicBoolean();
        var entered = new CountDownLatch(1);
        process.later(_ -> {
            entered.countDown();
            while (!stop.get()) {
                Thread.onSpinWait();
            }
        });
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();

        system.kill(process.pid());

        assertThat(watcher.next(Signal.Down.class).reason()).isEqualTo(ExitReason.KILLED);
        assertThat(system.node().whereis(name)).isEmpty();
        await().atMost(Duration.ofSeconds(40)).until(() -> !system.events(ZombieFound.class).isEmpty());
        assertThat(system.meter("redstart.process.zombies")).isEqualTo(1);
        assertThat(system.events(ZombieFound.class)).singleElement().satisfies(found -> {
            assertThat(found.pid()).isEqualTo(process.pid());
            assertThat(found.stack()).anyMatch(frame -> frame.contains("ProcessTest"));
        });
        stop.set(true); // the fixture waits for the count to be 0 again
    }

    @Test
    void p13_aCallbackThatGoesOnAfterItHasEndedItsOwnProcessIsInterruptedAndReported() throws Exception {
        var process = system.probe("busy");
        var stop = new AtomicBoolean();
        var interrupted = new CountDownLatch(1);
        process.later(context -> {
            try {
                context.exit(context.pid(), ExitReason.KILL);
            } catch (ProcessExit _) {
                while (!stop.get()) { // on purpose
                    if (Thread.interrupted()) {
                        interrupted.countDown();
                    }
                }
            }
        });
        try {
            assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
            await().atMost(Duration.ofSeconds(40)).until(() -> !system.events(ZombieFound.class).isEmpty());
        } finally {
            stop.set(true);
        }
    }

    @Test
    void p14_aZombieCannotActOnAnything() throws Exception {
        var other = system.probe("other");
        var zombie = system.probe("zombie");
        var killed = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        var attempts = Collections.synchronizedList(new ArrayList<Class<?>>());
        var kind = system.node().kind("spawned", new Nothing(), Mailbox.DEFAULT, false);
        var answer = new AtomicReference<ReplyTo<String>>();
        var asked = zombie.ref().<String>ask(from -> {
            answer.set(from);
            return "question";
        }, Duration.ofMinutes(1)).toCompletableFuture();
        var elsewhere = new AtomicReference<ReplyTo<String>>();
        var open = other.ref().<String>ask(from -> {
            elsewhere.set(from);
            return "question";
        }, Duration.ofMinutes(1)).toCompletableFuture();
        zombie.later(context -> {
            entered.countDown();
            awaitIgnoringInterrupts(killed);
            attempt(attempts, () -> other.ref().tell("from the grave"));
            attempt(attempts, () -> other.ref().call(_ -> "from the grave"));
            attempt(attempts, () -> other.ref().ask(_ -> "from the grave", Duration.ofSeconds(1)));
            attempt(attempts, () -> answer.get().reply("late"));
            attempt(attempts, () -> elsewhere.get().reply("void"));
            attempt(attempts, () -> context.monitor(other.pid()));
            attempt(attempts, () -> context.exit(other.pid(), ExitReason.KILL));
            attempt(attempts, () -> context.register(Name.of("zombie")));
            attempt(attempts, () -> context.node().exit(other.pid(), ExitReason.KILL));
            attempt(attempts, () -> context.node().sendAfter(Duration.ZERO, other.ref(), "from the grave"));
            attempt(attempts, () -> context.node().stop(other.pid(), ExitReason.SHUTDOWN, Duration.ZERO));
            attempt(attempts, () -> context.node().start(ProcessSpec.of("child", Nothing::new)));
            attempt(attempts, () -> kind.spawn(true, other.pid()));
        });
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        system.kill(zombie.pid());
        killed.countDown();
        await().atMost(TestNode.PATIENCE).until(() -> !system.node().info(zombie.pid()).running());

        assertThat(attempts).hasSize(13).containsOnly(ProcessExit.class);
        assertThat(asked).isCompletedExceptionally();
        assertThat(open).isNotDone();
        assertThat(other.pid().isAlive()).isTrue();
        assertThat(other.next(String.class)).isEqualTo("question");
        other.heardNothing();
        assertThat(system.node().whereis(Name.of("zombie"))).isEmpty();
        elsewhere.get().reply("fine");
        assertThat(open.get(20, TimeUnit.SECONDS)).isEqualTo("fine");
    }

    private static void awaitIgnoringInterrupts(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                // what makes it a zombie
            }
        }
    }

    private static void attempt(List<Class<?>> outcomes, Runnable action) {
        try {
            action.run();
            outcomes.add(Void.class);
        } catch (Throwable thrown) { // ProcessExit is an Error
            outcomes.add(thrown.getClass());
        }
    }

    @Test
    void p15_ownedResourcesAreClosedOnceWhateverEndsTheProcess() throws Exception {
        var ways = List.<java.util.function.Consumer<Probe>>of(
                process -> system.kill(process.pid()),
                process -> process.crash("x"),
                process -> process.step(_ -> Next.stop(0)),
                process -> process.later(context -> context.exit(context.pid(), ExitReason.NORMAL)));
        for (var way : ways) {
            var closed = new AtomicInteger();
            var order = Collections.synchronizedList(new ArrayList<Integer>());
            var process = system.probe("owner");
            process.act(context -> {
                context.own(() -> order.add(1));
                context.own(closed::incrementAndGet);
                context.own(() -> order.add(2));
                var own = context.own(() -> order.add(3));
                context.disown(own);
            });
            var end = system.node().whenEnded(process.pid()).toCompletableFuture();
            way.accept(process);
            end.get(20, TimeUnit.SECONDS);
            system.kill(process.pid());

            assertThat(closed).hasValue(1);
            assertThat(order).containsExactly(2, 1);
        }
    }

    @Test
    void p16_aContextOnAnotherThreadThrowsAndHurtsNobody() throws Exception {
        var process = system.probe("owner");
        var context = process.run(own -> own);

        assertThatThrownBy(() -> context.trapExit(true)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside of its callbacks");
        var blocked = process.block();
        assertThatThrownBy(() -> context.link(context.parent())).isInstanceOf(IllegalStateException.class);
        blocked.countDown();
        assertThat(process.<Integer>run(_ -> 1)).isEqualTo(1);
    }

    @Test
    void p17_oneMessageTooManyKillsTheReceiver() throws Exception {
        var watcher = system.probe("watcher");
        var process = limited(Mailbox.Overflow.KILL_RECEIVER);
        watcher.act(context -> context.monitor(process.pid()));
        var leave = hold(process);
        for (int i = 0; i < 10; i++) {
            process.tell(i);
        }
        assertThat(process.pid().isAlive()).isTrue();
        assertThat(system.node().info(process.pid()).mailboxLength()).isEqualTo(10);

        process.tell(11);

        var down = watcher.next(Signal.Down.class);
        assertThat(down.reason()).isEqualTo(new ExitReason.Custom("mailbox_overflow"));
        assertThat(system.crashReports()).hasSize(1);
        leave.countDown();
    }

    @Test
    void p18_aFullMailboxDropsOrFailsTheSenderButTakesSignals() throws Exception {
        var dropping = limited(Mailbox.Overflow.DROP_NEWEST);
        var failing = limited(Mailbox.Overflow.FAIL_SENDER);
        var leaveDropping = hold(dropping);
        var leaveFailing = hold(failing);
        for (int i = 0; i < 10; i++) {
            dropping.tell(i);
            failing.tell(i);
        }
        for (int i = 0; i < 7; i++) {
            dropping.tell("too many");
        }
        assertThat(system.meter("redstart.process.dropped.messages")).isEqualTo(7);
        assertThat(system.node().info(dropping.pid()).mailboxLength()).isEqualTo(10);
        assertThatThrownBy(() -> failing.tell("too many")).isInstanceOf(CallException.Overloaded.class)
                .hasMessageContaining("capacity 10");
        assertThatThrownBy(() -> failing.call(_ -> "too many")).isInstanceOf(CallException.Overloaded.class);
        assertThat(failing.ask(_ -> "too many", Duration.ofSeconds(1)).toCompletableFuture())
                .isCompletedExceptionally();

        system.node().exit(failing.pid(), new ExitReason.Custom("signal"));
        assertThat(failing.pid().isAlive()).isFalse();
        leaveDropping.countDown();
        leaveFailing.countDown();
    }

    private ProcessRef<Object> limited(Mailbox.Overflow overflow) {
        return system.node().start(ProcessSpec.<Boolean, Object>of("limited", Blocking::new)
                .mailbox(new Mailbox(10, overflow))).orElseThrow();
    }

    private static CountDownLatch hold(ProcessRef<Object> process) throws InterruptedException {
        var entered = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        process.tell(new Hold(entered, leave));
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        return leave;
    }

    private record Hold(CountDownLatch entered, CountDownLatch leave) {}

    private static final class Blocking implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) throws Exception {
            if (message instanceof Hold(var entered, var leave)) {
                entered.countDown();
                leave.await();
            }
            return Next.same();
        }
    }

    @Test
    void aCrashInTerminateIsReportedAndTheFirstReasonStays() {
        var process = system.node().start(ProcessSpec.<Boolean, Object>of("worse", () -> new GenServer<>() {
            @Override
            public InitResult<Boolean> init(ProcessContext<Object> context) {
                return InitResult.started(true);
            }

            @Override
            public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
                return Next.stop(new ExitReason.Custom("first"), state);
            }

            @Override
            public void terminate(ExitReason reason, Boolean state, ProcessContext<Object> context) {
                throw new IllegalStateException("second");
            }
        })).orElseThrow();
        var end = system.node().whenEnded(process.pid()).toCompletableFuture();
        process.tell("stop");

        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(new ExitReason.Custom("first"));
        assertThat(system.crashReports()).extracting(ProcessCrashed::during).containsExactlyInAnyOrder("terminate",
                "stop");
    }

    @Test
    void terminateIsHeardInOrder() throws Exception {
        var process = system.probe("stopping");
        process.ref().tell("last");
        process.step(_ -> Next.stop(ExitReason.SHUTDOWN, 0));

        assertThat(process.next(String.class)).isEqualTo("last");
        assertThat(process.next(Terminated.class).reason()).isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    void twoNodesOfOneNameAreToldApartByTheirCreation() {
        try (var one = new LocalNode("same"); var two = new LocalNode("same")) {
            assertThat(two.creation()).isGreaterThan(one.creation());
            assertThatThrownBy(() -> one.exit(two.first(), ExitReason.KILL))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aNarrowedReferenceIsTheSameProcess() throws Exception {
        var probe = system.probe("probe");
        var narrow = probe.ref().narrow(String.class);
        narrow.tell("text");
        assertThat(probe.next(String.class)).isEqualTo("text");
        assertThat(narrow.pid()).isEqualTo(probe.pid());
    }
}
