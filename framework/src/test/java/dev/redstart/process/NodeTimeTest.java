package dev.redstart.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.redstart.process.test.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whatever waits on a node waits by the node's time, and a node under test knows when nothing moves. */
class NodeTimeTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualTime time = new VirtualTime();
    private final NodeUnderTest tested = NodeUnderTest.on("virtual", time);
    private final LocalNode node = tested.node();

    @RegisterExtension
    final TestNode system = new TestNode(tested);

    private record Question(ReplyTo<String> from) {}

    private void quiet() {
        var patience = System.nanoTime() + TestNode.PATIENCE.toNanos();
        while (!tested.isQuiet()) { // as tight as can be: what is tested is that it never says so too early
            assertThat(System.nanoTime() - patience).isNegative();
            Thread.onSpinWait();
        }
    }

    /** Until {@code probe} waits for its answer. */
    private CompletableFuture<Throwable> asking(Probe probe, Probe server, Duration timeout) {
        var failure = new CompletableFuture<Throwable>();
        probe.later(_ -> {
            try {
                server.ref().<String>call(Question::new, timeout);
            } catch (CallException e) {
                failure.complete(e);
            }
        });
        quiet();
        return failure;
    }

    @Test
    void g06_aCallWaitsByTheNodesTime() throws Exception {
        var server = system.probe("server");
        var failure = asking(system.probe("caller"), server, MINUTE);
        time.advance(MINUTE.minusNanos(1));
        quiet();
        assertThat(failure).isNotDone();

        time.advance(Duration.ofNanos(1));

        assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(CallException.CallTimeout.class);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void g19_soDoesAnAsk() {
        var asked = system.probe("server").ref().<String>ask(Question::new, MINUTE).toCompletableFuture();
        time.advance(MINUTE.minusNanos(1));
        assertThat(asked).isNotDone();
        time.advance(Duration.ofNanos(1));
        assertThatThrownBy(() -> asked.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(CallException.CallTimeout.class);
    }

    @Test
    void g01_soDoesAStart() throws Exception {
        var inInit = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        var parent = system.probe("parent");
        var failure = new CompletableFuture<Throwable>();
        parent.later(context -> {
            try {
                context.startLink(ProcessSpec.<Integer, Object>of("slow", () -> new GenServer<>() {
                    @Override
                    public InitResult<Integer> init(ProcessContext<Object> own) throws Exception {
                        inInit.countDown();
                        never.await();
                        return InitResult.started(0);
                    }

                    @Override
                    public Next<Integer> handle(Object message, Integer state, ProcessContext<Object> own) {
                        return Next.same();
                    }
                }).startTimeout(MINUTE));
            } catch (StartException e) {
                failure.complete(e);
            }
        });
        assertThat(inInit.await(20, TimeUnit.SECONDS)).isTrue();
        TestNode.eventually(time, it -> it.waiting() == 1);
        time.advance(MINUTE);
        assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(StartException.class)
                .hasMessageContaining("Timeout[what=init]");
    }

    @Test
    void s13_soDoesAStop() throws Exception {
        var stubborn = system.trapping("stubborn");
        var held = stubborn.block();
        var stopper = system.probe("stopper");
        var end = new CompletableFuture<ExitReason>();
        stopper.later(context -> end.complete(context.stop(stubborn.pid(), ExitReason.SHUTDOWN, MINUTE)));
        TestNode.eventually(time, it -> it.waiting() == 1);
        time.advance(MINUTE.minusNanos(1));
        assertThat(stubborn.pid().isAlive()).isTrue();

        time.advance(Duration.ofNanos(1));

        assertThat(end.get(20, TimeUnit.SECONDS)).isEqualTo(ExitReason.KILLED);
        held.countDown();
    }

    @Test
    void aNodeTellsTheTimeItHas() {
        time.advance(MINUTE);
        assertThat(node.nanoTime()).isEqualTo(MINUTE.toNanos());
        assertThat(node.instant()).isEqualTo(time.instant());
    }

    @Test
    void itIsQuietWhileOneWaitsAndNotFromTheMomentItsAnswerIsThere() throws Exception {
        var server = system.probe("server");
        for (int i = 0; i < 300; i++) {
            var caller = system.probe("caller");
            var done = new CountDownLatch(1);
            caller.later(_ -> {
                server.ref().<String>call(Question::new, MINUTE);
                done.countDown();
            });
            quiet();
            assertThat(done.getCount()).isEqualTo(1);

            server.next(Question.class).from().reply("yes");

            quiet();
            assertThat(done.getCount()).as("round " + i).isZero();
            system.kill(caller.pid());
        }
    }

    /** Hands every message on. */
    private record Relay(ProcessRef<Object> to) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            to.tell(message);
            return Next.same();
        }
    }

    @Test
    void itIsNotQuietWhileAMessageIsHandedOn() {
        var last = system.probe("last");
        var first = last.ref();
        for (int i = 0; i < 100; i++) {
            var to = first;
            first = node.start(ProcessSpec.<Boolean, Object>of("relay", () -> new Relay(to))).orElseThrow();
        }
        for (int round = 0; round < 200; round++) {
            first.tell(round);
            quiet();
            assertThat(last.heard()).hasSize(round + 1);
        }
    }

    @Test
    void aKilledWaiterIsNotQuietUntilItHasUnwound() {
        var server = system.probe("server");
        for (int i = 0; i < 300; i++) {
            var caller = system.probe("caller");
            assertThat(asking(caller, server, MINUTE)).isNotDone();
            system.kill(caller.pid());
            quiet();
            assertThat(tested.running()).as("round " + i).isEmpty();
        }
        assertThat(tested.timers()).isEmpty();
    }

    @Test
    void itNamesWhatWaitsAndWhatRuns() throws Exception {
        var process = system.probe("process");
        node.sendAfter(MINUTE, process.ref(), "secret");
        var timer = process.<TimerRef>run(context -> context.startTimer(MINUTE, 7));
        assertThat(tested.timers()).containsExactlyInAnyOrder(
                "Timer[java.lang.String to " + process.pid() + " for " + process.pid() + "]",
                "Timer[java.lang.Integer for " + process.pid() + "]");
        timer.cancel();
        assertThat(tested.timers()).hasSize(1);
        var held = process.block();
        assertThat(tested.running()).singleElement().satisfies(text -> assertThat(text)
                .contains(process.pid() + " (process)", "Probe"));
        assertThat(tested.living()).containsExactly(process.pid());
        held.countDown();
        quiet();
        system.kill(process.pid());
        assertThat(tested.living()).isEmpty();
        assertThat(tested.timers()).isEmpty();
    }

    /** Wants no message before {@code other} has ended; has one message waiting and room for no other. */
    private ProcessRef<Object> fullUntilEndOf(Probe other) {
        var spec = ProcessSpec.<Object>direct("full", () -> self -> {
            self.monitor(other.pid());
            self.receiveSignal();
            for (;;) {
                self.receive();
            }
        });
        var full = node.start(spec.mailbox(new Mailbox(1, Mailbox.Overflow.BLOCK_SENDER))).orElseThrow();
        full.tell("waits");
        quiet();
        return full;
    }

    @Test
    void aSenderWaitsFiveSecondsForRoom() throws Exception {
        var full = fullUntilEndOf(system.probe("other"));
        var failure = new CompletableFuture<Throwable>();
        system.probe("sender").later(_ -> {
            try {
                full.tell("one too many");
            } catch (CallException e) {
                failure.complete(e);
            }
        });
        quiet();
        time.advance(Duration.ofSeconds(5).minusNanos(1));
        quiet();
        assertThat(failure).isNotDone();

        time.advance(Duration.ofNanos(1));

        assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(CallException.Overloaded.class);
        assertThat(node.info(full.pid()).mailboxLength()).isEqualTo(1);
        end(full);
    }

    /** And lets the watch over zombies see that it is none. */
    private void end(ProcessRef<Object> process) {
        system.kill(process.pid());
        quiet();
        time.advance(MINUTE);
    }

    @Test
    void theTimeoutOfACallCoversItsWaitForRoom() throws Exception {
        var other = system.probe("other");
        var full = fullUntilEndOf(other);
        var failure = new CompletableFuture<Throwable>();
        system.probe("caller").later(_ -> {
            try {
                full.<String>call(Question::new, Duration.ofSeconds(4));
            } catch (CallException e) {
                failure.complete(e);
            }
        });
        quiet();
        time.advance(Duration.ofSeconds(3));
        system.kill(other.pid());
        quiet();
        time.advance(Duration.ofSeconds(1).minusNanos(1));
        quiet();
        assertThat(failure).isNotDone();

        time.advance(Duration.ofNanos(1));

        assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(CallException.CallTimeout.class);
        end(full);
    }
}
