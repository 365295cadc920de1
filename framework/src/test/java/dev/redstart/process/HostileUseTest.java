package dev.redstart.process;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.redstart.telemetry.Meter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Code around the runtime that is wrong, and must be told so or must not hurt anybody else. */
@Timeout(120)
@SuppressWarnings("NullAway") // what is refused is what must not be there
class HostileUseTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    // ---- what must be refused before anything has happened ----------------------------------------------------------------------------

    @Test
    void aResourceThatIsNullIsRefusedAndTheEndStaysWhole() throws Exception {
        var owner = system.probe("owner");
        var watcher = system.probe("watcher");
        watcher.act(context -> context.monitor(owner.pid()));
        owner.later(context -> context.own(null));
        assertThat(watcher.next(Signal.Down.class).reason()).isInstanceOfSatisfying(ExitReason.Crash.class,
                crash -> assertThat(crash.message()).contains("resource"));
        TestNode.eventually(system.node(), node -> node.processCount() == 1);
    }

    private static boolean nobodyWatches(Pid pid) {
        var extension = ((LocalPid) pid).presentExtension();
        return extension == null || extension.watches == null;
    }

    @Test
    void aCallOrAskWithoutATimeLimitIsRefusedAndLeavesNothingAtTheCallee() {
        var callee = system.probe("callee");
        assertThatThrownBy(() -> callee.ref().call(_ -> "x", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> callee.ref().ask(_ -> "x", null)).isInstanceOf(NullPointerException.class);
        assertThat(nobodyWatches(callee.pid())).isTrue();
        callee.heardNothing();
    }

    @Test
    void anAskWithANegativeTimeLimitTimesOutAsACallDoesAndLeavesNothingAtTheCallee() {
        var callee = system.probe("callee");
        var failure = new CompletableFuture<Throwable>();
        callee.ref().ask(_ -> "x", Duration.ofMillis(-1)).whenComplete((_, thrown) -> failure.complete(thrown));
        assertThat(failure.join()).as("failure").rootCause().isInstanceOf(CallException.CallTimeout.class);
        TestNode.eventually(callee.pid(), HostileUseTest::nobodyWatches);
    }

    @Test
    void stopWithoutAReasonOrALimitIsRefused() {
        var target = system.trapping("target");
        assertThatThrownBy(() -> system.node().stop(target.pid(), null, Duration.ofSeconds(20)))
                .isInstanceOf(NullPointerException.class).hasMessageContaining("reason");
        assertThatThrownBy(() -> system.node().stop(target.pid(), ExitReason.SHUTDOWN, null))
                .isInstanceOf(NullPointerException.class).hasMessageContaining("timeout");
        target.heardNothing();
        assertThat(nobodyWatches(target.pid())).isTrue();
    }

    @Test
    void aTimerForNobodyIsRefusedWhenItIsStarted() {
        assertThatThrownBy(() -> system.node().sendAfter(Duration.ofHours(1), null, "x"))
                .isInstanceOf(NullPointerException.class).hasMessageContaining("target");
        assertThat(system.timers()).isZero();
    }

    // ---- inline processes -------------------------------------------------------------------------------------------------------------

    private static final class Quiet implements GenServer<Boolean, Object> {
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
    void anInlineProcessMustNotBlockItsThreadByTheNodeEither() throws Exception {
        var other = system.probe("other");
        try (var io = Executors.newSingleThreadExecutor()) {
            var inline = system.node().kind("inline", new Quiet(), Mailbox.DEFAULT, false).spawnInline(true,
                    system.node().first(), io);
            io.submit(() -> inline.run(context -> {
                assertThatThrownBy(() -> context.node().start(ProcessSpec.of("x", Quiet::new)))
                        .isInstanceOf(IllegalStateException.class).hasMessageContaining("IO thread");
                assertThatThrownBy(
                        () -> context.node().stop(other.pid(), ExitReason.SHUTDOWN, Duration.ofSeconds(1)))
                        .isInstanceOf(IllegalStateException.class).hasMessageContaining("IO thread");
            })).get(20, TimeUnit.SECONDS);
            assertThat(inline.pid().isAlive()).isTrue();
            assertThat(other.pid().isAlive()).isTrue();
            system.kill(inline.pid());
        }
    }

    @Test
    void runningAnInlineProcessOnAnotherThreadWhileItRunsIsRefused() throws Exception {
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        try (var io = Executors.newSingleThreadExecutor()) {
            var inline = system.node().kind("inline", new Quiet(), Mailbox.DEFAULT, false).spawnInline(true,
                    system.node().first(), io);
            var turn = io.submit(() -> inline.run(_ -> {
                inside.countDown();
                awaitUnchecked(leave);
            }));
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            try {
                assertThatThrownBy(() -> inline.run(_ -> {})).isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(Thread.currentThread().getName());
            } finally {
                leave.countDown();
            }
            turn.get(20, TimeUnit.SECONDS);
            assertThat(inline.pid().isAlive()).isTrue();
            system.kill(inline.pid());
        }
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- user code that throws ----------------------------------------------------------------------------------------------------------

    @Test
    void aMeterListenerThatThrowsHurtsNobody() {
        system.node().telemetry().meters((Meter meter) -> {
            if (meter.name().contains("mailbox")) {
                throw new IllegalStateException("broken binder");
            }
        });
        var handled = new CopyOnWriteArrayList<Object>();
        var gate = new CountDownLatch(1);
        var process = system.node().start(ProcessSpec.<Boolean, Object>of("full", () -> new GenServer<>() {
            @Override
            public InitResult<Boolean> init(ProcessContext<Object> context) {
                return InitResult.started(true);
            }

            @Override
            public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context)
                    throws Exception {
                gate.await();
                handled.add(message);
                return Next.same();
            }
        }).mailbox(new Mailbox(10, Mailbox.Overflow.FAIL_SENDER))).orElseThrow();
        for (int i = 0; i < 10; i++) {
            process.tell(i);
        }
        gate.countDown();
        TestNode.eventually(handled, it -> it.size() == 10);
    }

    @Test
    void theCrashOfAHandlerThatHasRestoredAnInterruptIsReportedWithItsMessage() {
        var careful = system.probe("careful");
        careful.later(_ -> {
            Thread.currentThread().interrupt(); // as whoever catches an InterruptedException does
            throw new IllegalStateException("interrupted");
        });
        system.awaitEnd(careful.pid());
        assertThat(system.crashReports()).singleElement()
                .satisfies(report -> assertThat(report.details().lastMessage()).isPresent());
    }

    // ---- what stays behind --------------------------------------------------------------------------------------------------------------

    private static final Key<Object> BIG = Key.of("big");

    @Test
    void thePidOfAnEndedProcessKeepsNeitherItsValuesNorItsLogAlive() {
        var process = system.probe("big");
        system.node().inspector(process.pid()).keepLog(10);
        var value = new WeakReference<>(new Object());
        var message = new WeakReference<>(new Object());
        process.act(context -> context.local(BIG, value.get()));
        process.ref().tell(message.get());
        process.settle();
        process.heard().clear();
        var pid = process.pid();
        system.kill(pid);
        system.awaitEnd(pid);
        TestNode.eventually(value, it -> isGone(it));
        TestNode.eventually(message, it -> isGone(it));
        assertThat(pid.isAlive()).isFalse();
    }

    private static boolean isGone(WeakReference<?> reference) {
        System.gc();
        return reference.get() == null;
    }

    @Test
    void aProcessThatGetsNoThreadEndsAndLeavesNothing() {
        var noThreads = new AtomicBoolean();
        Scheduler scheduler = activation -> {
            if (noThreads.compareAndSet(true, false)) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            Scheduler.workers().submit(activation);
        };
        try (var node = new LocalNode("poor", scheduler, new Timers(new SystemTime("poor")),
                NodeRules.ofSystemProperties())) {
            noThreads.set(true);
            var name = Name.<Object>of("poor");
            var spec = ProcessSpec.of("poor", Quiet::new).name(name);
            assertThatThrownBy(() -> node.start(spec)).isInstanceOf(StartException.class)
                    .hasMessageContaining("native thread");
            assertThat(node.processCount()).isZero();
            assertThat(node.whereis(name)).isEmpty();
            var sleeper = node.start(ProcessSpec.of("sleeper", Quiet::new)).orElseThrow();
            TestNode.eventually(sleeper.pid(), it -> node.info(it).state() == ProcessState.WAITING);
            noThreads.set(true);
            sleeper.tell("does not throw");
            assertThat(sleeper.pid().isAlive()).isFalse();
            assertThat(Activation.fenced()).isZero();
        }
    }

    @Test
    void theTextOfListsInListsIsBoundedAtEveryLevel() {
        Object nested = "x".repeat(1_000);
        for (int i = 0; i < 4; i++) {
            nested = Collections.nCopies(17, nested);
        }
        var before = allocated();
        assertThat(BoundedText.of(nested)).hasSize(CrashDetails.MAX_TEXT + 1);
        assertThat(allocated() - before).isLessThan(256L << 20);
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    // ---- the direct style -----------------------------------------------------------------------------------------------------------------

    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    private Object next() throws InterruptedException {
        var item = seen.poll(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(item).as("what the process noted").isNotNull();
        return item;
    }

    private ProcessRef<Object> direct(Mailbox mailbox, DirectProcess<Object> body) {
        return system.node().start(ProcessSpec.direct("direct", () -> body).mailbox(mailbox)).orElseThrow();
    }

    @Test
    void g18_aReceiveDoesNotTimeOutWhileItsProcessIsSuspended() throws Exception {
        var ref = direct(Mailbox.unbounded(), self -> {
            while (true) {
                seen.add(self.receive(Duration.ofMillis(1)));
            }
        });
        var inspector = system.node().inspector(ref.pid()).timeout(TestNode.PATIENCE);
        inspector.suspend();
        seen.clear();
        ref.tell("waits");
        for (var until = System.nanoTime() + 20_000_000; System.nanoTime() < until;) { // longer than its patience
            inspector.state();
        }
        assertThat(seen).isEmpty();
        inspector.resume();
        assertThat(next()).isEqualTo(Optional.of("waits"));
        assertThat(next()).isEqualTo(Optional.empty());
        system.kill(ref.pid());
    }

    @Test
    void aSearchGoesOnRightlyAfterASuspensionInWhichItsMailboxDroppedTheOldest() throws Exception {
        var ref = direct(new Mailbox(3, Mailbox.Overflow.DROP_OLDEST), self -> {
            seen.add(self.receive("wanted"::equals));
            for (var rest = self.receive(Duration.ZERO); rest.isPresent(); rest = self.receive(Duration.ZERO)) {
                seen.add(rest.get());
            }
            seen.add("end");
        });
        for (var unwanted : List.of("a", "b", "c")) {
            ref.tell(unwanted);
            awaitWaiting(ref.pid()); // looked at and left
        }
        var inspector = system.node().inspector(ref.pid()).timeout(TestNode.PATIENCE);
        inspector.suspend();
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var holding = Thread.ofVirtual().start(() -> inspector.replaceState(state -> {
            inside.countDown();
            awaitUnchecked(leave);
            return state;
        }));
        assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
        List.of("d", "e", "f").forEach(ref::tell); // as many as it has passed, which are dropped together
        leave.countDown();
        holding.join();
        inspector.state();
        inspector.resume();
        ref.tell("h");
        awaitWaiting(ref.pid());
        ref.tell("wanted");
        var all = new ArrayList<>();
        for (var item = next(); !item.equals("end"); item = next()) {
            all.add(item);
        }
        assertThat(all).containsExactly("wanted", "f", "h");
    }

    private void awaitWaiting(Pid pid) {
        TestNode.eventually(pid, it -> system.node().info(it).state() == ProcessState.WAITING);
    }

    @Test
    void aReceiveWithinThePredicateOfAnotherIsRefused() throws Exception {
        var ref = direct(Mailbox.unbounded(), self -> {
            try {
                self.receive(_ -> self.receive(Duration.ZERO).isPresent());
            } catch (IllegalStateException e) {
                seen.add(e.getMessage());
            }
            seen.add(self.receive());
            seen.add(self.receive());
        });
        ref.tell("first");
        ref.tell("second");
        assertThat(next().toString()).contains("receive");
        assertThat(next()).isEqualTo("first");
        assertThat(next()).isEqualTo("second");
    }
}
