package dev.redstart.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
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

/** Processes that end while somebody does something to them, over and over. The fixture's leak check is half of each test. */
@Timeout(120)
class DeathRacesTest {
    private static final int ROUNDS = 400;

    /** Runs what it is sent. */
    private static final class Runner implements GenServer<Boolean, Probe.Action> {
        private final List<Signal> heard;

        Runner(List<Signal> heard) {
            this.heard = heard;
        }

        @Override
        public InitResult<Boolean> init(ProcessContext<Probe.Action> context) {
            return InitResult.started(true);
        }

        @Override
        @SuppressWarnings("unchecked") // the race is between the messages and the end, not between types
        public Next<Boolean> handle(Probe.Action message, Boolean state, ProcessContext<Probe.Action> context)
                throws Exception {
            message.run((ProcessContext<Object>) (ProcessContext<?>) context);
            return Next.same();
        }

        @Override
        public Next<Boolean> signal(Signal signal, Boolean state, ProcessContext<Probe.Action> context) {
            heard.add(signal);
            return Next.same();
        }
    }

    @RegisterExtension
    final TestNode system = new TestNode();

    @Test
    void whateverTheMomentAMonitorGivesExactlyOneDown() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var watcher = system.probe("watcher");
            var target = system.probe("target");
            Together.run(2, role -> {
                if (role == 0) {
                    watcher.act(context -> context.monitor(target.pid()));
                } else {
                    system.kill(target.pid());
                }
            });
            assertThat(watcher.next(Signal.Down.class).pid()).isEqualTo(target.pid());
            watcher.heardNothing();
            system.kill(watcher.pid());
        }
    }

    @Test
    void afterDemonitorHasReturnedThereIsNoDown() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var watcher = system.probe("watcher");
            var target = system.probe("target");
            var ref = watcher.<MonitorRef>run(context -> context.monitor(target.pid()));
            var before = new AtomicInteger();
            Together.run(2, role -> {
                if (role == 0) {
                    watcher.act(context -> {
                        context.demonitor(ref);
                        before.set(watcher.heard().size());
                    });
                } else {
                    system.kill(target.pid());
                }
            });
            watcher.settle();
            assertThat(watcher.heard()).hasSize(before.get());
            system.kill(watcher.pid());
        }
    }

    @Test
    void afterUnlinkHasReturnedThereIsNoExit() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var trapping = system.trapping("trapping");
            var peer = round % 2 == 0 ? system.probe("peer") : trapping.startChild("peer", false);
            trapping.act(context -> context.link(peer.pid()));
            Together.run(2, role -> {
                if (role == 0) {
                    trapping.act(context -> {
                        context.unlink(peer.pid());
                        context.self().tell("unlinked");
                    });
                } else {
                    system.kill(peer.pid());
                }
            });
            trapping.settle();
            var heard = List.copyOf(trapping.heard());
            assertThat(heard.getLast()).as("an exit after unlink had returned: %s", heard).isEqualTo("unlinked");
            assertThat(heard.size()).isLessThanOrEqualTo(2);
            system.kill(trapping.pid());
        }
    }

    @Test
    void afterUnlinkHasReturnedAnotherEndDoesNotEndThisOne() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var plain = system.probe("plain");
            var peer = system.probe("peer");
            plain.act(context -> context.link(peer.pid()));
            var survived = new AtomicInteger();
            Together.run(2, role -> {
                if (role == 0) {
                    plain.later(context -> {
                        context.unlink(peer.pid());
                        if (context.pid().isAlive()) {
                            survived.set(1);
                        }
                    });
                } else {
                    system.kill(peer.pid());
                }
            });
            await().atMost(TestNode.PATIENCE).pollInterval(Duration.ofMillis(1))
                    .until(() -> survived.get() == 1 || !plain.pid().isAlive());
            if (survived.get() == 1) {
                plain.settle();
                system.kill(plain.pid());
            }
        }
    }

    @Test
    void bothSidesOfALinkMayEndAtOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var watcher = system.trapping("watcher");
            var one = system.probe("one");
            var other = system.probe("other");
            watcher.act(context -> {
                context.link(one.pid());
                context.link(other.pid());
            });
            Together.run(4, role -> {
                switch (role) {
                    case 0 -> one.later(context -> context.link(other.pid()));
                    case 1 -> other.later(context -> context.link(one.pid()));
                    case 2 -> system.node().exit(one.pid(), new ExitReason.Custom("one"));
                    default -> system.node().exit(other.pid(), new ExitReason.Custom("other"));
                }
            });
            var from = List.of(watcher.next(Signal.Exit.class).from(), watcher.next(Signal.Exit.class).from());
            assertThat(from).containsExactlyInAnyOrder(one.pid(), other.pid());
            watcher.heardNothing();
            system.kill(watcher.pid());
        }
    }

    @Test
    void aCallHasOneOutcomeAmongReplyTimeoutAndDeath() throws Exception {
        record Question(ReplyTo<String> from) {}
        var outcomes = new ConcurrentLinkedQueue<String>();
        for (int round = 0; round < ROUNDS; round++) {
            var server = system.probe("server");
            var caller = system.probe("caller");
            caller.later(_ -> {
                try {
                    outcomes.add(server.ref().<String>call(Question::new, Duration.ofMillis(2)));
                } catch (CallException e) {
                    outcomes.add(e.getClass().getSimpleName());
                }
            });
            var from = server.next(Question.class).from();
            Together.run(2, role -> {
                if (role == 0) {
                    from.reply("reply");
                } else {
                    system.kill(server.pid());
                }
            });
            caller.heardNothing();
            system.kill(caller.pid());
        }
        assertThat(outcomes).hasSize(ROUNDS).allMatch(
                outcome -> List.of("reply", "CallTimeout", "ServerExited", "NoProcess").contains(outcome));
    }

    @Test
    void anAskIsNeverForgotten() throws Exception {
        var answers = new ConcurrentLinkedQueue<CompletableFuture<String>>();
        for (int round = 0; round < ROUNDS; round++) {
            var server = system.probe("server");
            Together.run(2, role -> {
                if (role == 0) {
                    answers.add(server.ref().<String>ask(from -> from, Duration.ofMinutes(1)).toCompletableFuture());
                } else {
                    system.kill(server.pid());
                }
            });
        }
        for (var answer : answers) {
            assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(CallException.class);
        }
    }

    @Test
    void aChildOfADyingParentNeverSurvivesIt() throws Exception {
        var kind = system.node().kind("child", new Runner(List.of()), Mailbox.DEFAULT, false);
        for (int round = 0; round < ROUNDS; round++) {
            var parent = system.probe("parent");
            var children = new ConcurrentLinkedQueue<Pid>();
            Together.run(2, role -> {
                if (role == 0) {
                    for (int i = 0; i < 20; i++) {
                        children.add(kind.spawn(true, parent.pid()).pid());
                    }
                } else {
                    system.kill(parent.pid());
                }
            });
            assertThat(children).hasSize(20).noneMatch(Pid::isAlive);
        }
    }

    @Test
    void aProcessKilledWhileItStartsLeavesNothing() throws Exception {
        // regression: it was killed through its name before it joined its parent, and stayed in the parent's list or lived on
        var name = Name.<Probe.Action>of("starting");
        for (int round = 0; round < ROUNDS; round++) {
            Together.run(2, role -> {
                if (role == 0) {
                    try {
                        var started = system.node()
                                .start(ProcessSpec.<Boolean, Probe.Action>of("starting", () -> new Runner(List.of()))
                                        .name(name))
                                .orElseThrow();
                        system.kill(started.pid());
                    } catch (StartException e) {
                        assertThat(e.reason()).isEqualTo(ExitReason.KILLED);
                    }
                } else {
                    for (int i = 0; i < 200; i++) {
                        system.node().whereis(name).ifPresent(found -> system.kill(found.pid()));
                    }
                }
            });
            assertThat(system.node().whereis(name)).isEmpty();
            assertThat(system.node().children(system.node().first())).isEmpty();
        }
    }

    @Test
    void aMessageToANamedProcessThatStartsIsHandledAfterInit() throws Exception {
        // regression: the name was known before init was in the mailbox, and the message met a process without a server
        var name = Name.<Probe.Action>of("starting");
        for (int round = 0; round < ROUNDS; round++) {
            var handled = new AtomicInteger();
            var sent = new AtomicInteger();
            Together.run(2, role -> {
                if (role == 0) {
                    system.node().start(ProcessSpec.<Boolean, Probe.Action>of("starting", () -> new Runner(List.of()))
                            .name(name));
                } else {
                    for (int i = 0; i < 200; i++) {
                        system.node().whereis(name).ifPresent(found -> {
                            sent.incrementAndGet();
                            found.tell(_ -> handled.incrementAndGet());
                        });
                    }
                }
            });
            await().atMost(TestNode.PATIENCE).pollInterval(Duration.ofMillis(1))
                    .until(() -> handled.get() == sent.get());
            var started = system.node().whereis(name).orElseThrow();
            system.kill(started.pid());
        }
        assertThat(system.crashReports()).isEmpty();
    }

    @Test
    void manyKillersAndItsOwnCrashEndAProcessOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var closed = new AtomicInteger();
            var watcher = system.trapping("watcher");
            var target = watcher.startChild("target", false);
            target.act(context -> context.own(closed::incrementAndGet));
            watcher.act(context -> context.monitor(target.pid()));
            Together.run(3, role -> {
                switch (role) {
                    case 0 -> target.crash("x");
                    case 1 -> system.kill(target.pid());
                    default -> system.node().exit(target.pid(), new ExitReason.Custom("y"));
                }
            });
            var exit = watcher.next(Signal.Exit.class);
            assertThat(watcher.next(Signal.Down.class).reason()).isEqualTo(exit.reason());
            watcher.heardNothing();
            assertThat(closed).hasValue(1);
            system.kill(watcher.pid());
        }
    }

    @Test
    void aWatcherThatEndsLeavesNoMonitorOnItsTarget() throws Exception {
        var target = system.probe("target");
        for (int round = 0; round < ROUNDS; round++) {
            var watcher = system.probe("watcher");
            Together.run(2, role -> {
                if (role == 0) {
                    watcher.later(context -> {
                        for (int i = 0; i < 50; i++) {
                            context.monitor(target.pid());
                        }
                    });
                } else {
                    system.kill(watcher.pid());
                }
            });
        }
        await().atMost(TestNode.PATIENCE).until(() -> {
            var extension = ((LocalPid) target.pid()).presentExtension();
            return extension == null || extension.watches == null;
        });
    }

    @Test
    void aNameIsHeldByOneLivingProcessAtATime() throws Exception {
        var name = Name.<Object>of("one");
        for (int round = 0; round < ROUNDS; round++) {
            var holder = system.probe("holder");
            holder.act(context -> context.register(name));
            var heir = system.probe("heir");
            var won = new AtomicReference<Boolean>(false);
            Together.run(2, role -> {
                if (role == 0) {
                    heir.act(context -> won.set(context.register(name).isEmpty()));
                } else {
                    system.kill(holder.pid());
                }
            });
            var now = system.node().whereis(name);
            assertThat(now.isPresent()).isEqualTo(won.get());
            now.ifPresent(ref -> assertThat(ref.pid()).isEqualTo(heir.pid()));
            system.kill(heir.pid());
            assertThat(system.node().whereis(name)).isEmpty();
        }
    }

    @Test
    void aResourceThatSpeaksOrThrowsDoesNotStopTheEnd() throws Exception {
        // regression: on the process's own thread the fence threw through the end, and nobody ever heard of it
        var other = system.probe("other");
        var watcher = system.trapping("watcher");
        var name = Name.<Object>of("owner");
        for (int round = 0; round < 2; round++) {
            var owner = watcher.startChild("owner", false);
            owner.act(context -> {
                context.register(name);
                context.own(() -> other.ref().tell("closed"));
                context.own(() -> {
                    throw new StackOverflowError();
                });
            });
            if (round == 0) {
                owner.crash("x");
            } else {
                system.kill(owner.pid());
            }
            watcher.next(Signal.Exit.class);
            assertThat(other.next(String.class)).isEqualTo("closed");
            assertThat(system.node().whereis(name)).isEmpty();
        }
    }

    @Test
    void aResourceMayEndAndAwaitAnotherProcess() {
        var owner = system.probe("owner");
        var helper = system.probe("helper");
        var peer = system.probe("peer");
        owner.act(context -> {
            context.link(peer.pid());
            context.own(() -> system.node().stop(helper.pid(), ExitReason.SHUTDOWN, Duration.ofMinutes(1)));
        });

        system.kill(peer.pid()); // ends owner within the cascade of peer's end

        TestNode.eventually(helper.pid(), pid -> !pid.isAlive());
        assertThat(owner.pid().isAlive()).isFalse();
    }

    @Test
    void aListenerThatThrowsAnErrorDoesNotStopTheEnd() throws Exception {
        system.node().telemetry().listen(_ -> {
            throw new LinkageError("broken listener");
        });
        var watcher = system.trapping("watcher");
        var child = watcher.startChild("child", false);
        child.crash("x");
        assertThat(watcher.next(Signal.Exit.class).from()).isEqualTo(child.pid());
    }

    @Test
    void anExceptionThatCannotBeReadStillEndsItsProcess() throws Exception {
        final class Unreadable extends RuntimeException {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new StackOverflowError();
            }

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("no cause either");
            }
        }
        var watcher = system.trapping("watcher");
        var child = watcher.startChild("child", false);
        child.later(_ -> {
            throw new Unreadable();
        });
        assertThat(watcher.next(Signal.Exit.class).reason()).isInstanceOf(ExitReason.Crash.class);
    }

    @Test
    void anInterruptMeantForTheDeadDoesNotReachTheNextOnItsThread() throws Exception {
        // one thread runs everything, as a worker would
        var queue = new LinkedBlockingQueue<Runnable>();
        var worker = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (;;) {
                    queue.take().run();
                }
            } catch (InterruptedException _) {
                // reached by an interrupt between two activations, or the end of the test: start() below times out in the first case
            }
        });
        var oneThread = new TestNode(new NodeUnderTest("worker", new SystemTime("worker"), queue::add));
        var interruptedBystanders = new AtomicInteger();
        var kind = oneThread.node().kind("runner", new Runner(List.of()), Mailbox.DEFAULT, false);
        for (int round = 0; round < ROUNDS * 5; round++) {
            var victim = kind.spawn(true, oneThread.node().first());
            var bystander = kind.spawn(true, oneThread.node().first());
            var running = new CountDownLatch(1);
            var done = new CountDownLatch(1);
            victim.tell(_ -> running.countDown());
            bystander.tell(_ -> {
                if (Thread.currentThread().isInterrupted()) {
                    interruptedBystanders.incrementAndGet();
                }
                done.countDown();
            });
            assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
            oneThread.kill(victim.pid());
            assertThat(done.await(20, TimeUnit.SECONDS)).as("the worker lives").isTrue();
            oneThread.kill(bystander.pid());
        }
        assertThat(interruptedBystanders).hasValue(0);
        oneThread.checkForLeaks();
        worker.interrupt();
        worker.join();
    }

    /** Its end takes the one it waits for with it, and that may be heard before the interrupt. */
    @Test
    void aProcessEndedWhileItStartsAnotherDrawsNoConclusion() throws Exception {
        var concluded = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            var starter = system.probe("starter");
            var inInit = new CountDownLatch(1);
            starter.later(context -> {
                try {
                    context.startLink(ProcessSpec.of("child", () -> new NeverStarted(inInit)));
                } catch (StartException _) {
                    concluded.incrementAndGet();
                }
            });
            inInit.await();
            system.kill(starter.pid());
        }
        await().atMost(TestNode.PATIENCE).until(() -> Activation.fenced() == 0);
        assertThat(concluded).hasValue(0);
    }

    private record NeverStarted(CountDownLatch inInit) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) throws Exception {
            inInit.countDown();
            new CountDownLatch(1).await();
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }
}
