package dev.redstart.process.test;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessCrashed;
import dev.redstart.process.ProcessSpec;
import dev.redstart.supervisor.Backoff;
import dev.redstart.supervisor.ChildSpec;
import dev.redstart.supervisor.SupervisorEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TestRuntimeTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Name<String> TILL = Name.of("till");

    private final TestRuntime runtime = TestRuntime.onSystemTime();
    private final TestRuntime virtual = TestRuntime.onVirtualTime();

    @AfterEach
    void close() {
        runtime.close();
        virtual.close();
    }

    /** Crashes of every message; in terminate it may hang. */
    private record Till(CountDownLatch hang) implements GenServer<Integer, String> {
        @Override
        public InitResult<Integer> init(ProcessContext<String> context) {
            context.trapExit(hang.getCount() > 0);
            return InitResult.started(0);
        }

        @Override
        public Next<Integer> handle(String message, Integer state, ProcessContext<String> context) {
            throw new IllegalStateException(message);
        }

        @Override
        public void terminate(ExitReason reason, Integer state, ProcessContext<String> context)
                throws InterruptedException {
            hang.await();
        }
    }

    private static ChildSpec till() {
        return ChildSpec.worker(TILL, () -> new Till(new CountDownLatch(0)));
    }

    // ---- what is left behind ------------------------------------------------------------------------------------------------------

    @Test
    void whatWasStartedAndNotStoppedIsNoLeak() {
        for (var each : new TestRuntime[]{runtime, virtual}) {
            each.startTree(supervisor("top").child(till()).child(supervisor("inner").child(
                    ChildSpec.worker("other", () -> new Till(new CountDownLatch(0))))));
            var probe = each.probe("probe");
            probe.startChild("child", true);
            probe.act(context -> context.sendAfter(MINUTE, "ring"));
            each.close();
            assertThat(each.node().processCount()).isZero();
        }
    }

    @Test
    void aProcessThatLivesOnIsNamedAndKilled() {
        for (var each : new TestRuntime[]{runtime, virtual}) {
            var parent = each.patience(SHORT).probe("parent");
            var orphan = parent.startChild("orphan", false);
            orphan.act(context -> context.unlink(context.parent()));
            each.kill(parent.pid());

            assertThatThrownBy(each::close).isInstanceOf(AssertionError.class).hasMessageContaining("leaves behind")
                    .hasMessageContaining("process " + orphan.pid() + " (orphan) lives");
            assertThat(orphan.pid().isAlive()).isFalse();
        }
    }

    @Test
    void aCallbackThatDoesNotReturnIsShownWithItsStack() throws Exception {
        var stop = new AtomicBoolean();
        var probe = runtime.patience(SHORT).probe("spinning");
        var entered = new CountDownLatch(1);
        probe.later(_ -> {
            entered.countDown();
            while (!stop.get()) {
                Thread.onSpinWait();
            }
        });
        entered.await();
        try {
            assertThatThrownBy(runtime::close).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("a callback does not return: " + probe.pid() + " (spinning)")
                    .hasMessageContaining(TestRuntimeTest.class.getName());
        } finally {
            stop.set(true);
        }
    }

    @Test
    void aTimerNobodyWaitsForIsNamed() {
        for (var each : new TestRuntime[]{runtime, virtual}) {
            each.patience(SHORT).node().sendAfter(MINUTE, each.node().ref(TILL), "secret");
            assertThatThrownBy(each::close).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("it waits to fire: Timer[java.lang.String to till]")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void closingTwiceIsClosingOnce() {
        runtime.patience(SHORT).node().sendAfter(MINUTE, runtime.node().ref(TILL), "ring");
        assertThatThrownBy(runtime::close).isInstanceOf(AssertionError.class);
        runtime.close();
    }

    /** A shutdown budget is time like any other. */
    @Test
    void aTreeThatTakesItsTimeToStopGetsItAtTheEnd() {
        virtual.startTree(supervisor("top").child(supervisor("inner").child(
                ChildSpec.worker(TILL, () -> new Till(new CountDownLatch(1))).shutdown(MINUTE))));
        virtual.close();
        assertThat(virtual.events(SupervisorEvent.ShutdownFailed.class)).hasSize(1);
        assertThat(virtual.time().elapsed()).isGreaterThanOrEqualTo(MINUTE);
    }

    // ---- crashes ------------------------------------------------------------------------------------------------------------------

    @Test
    void aCrashNobodyExpectedFailsTheTest() {
        var probe = runtime.probe("clumsy");
        probe.crash("oops");
        assertThatThrownBy(runtime::close).isInstanceOf(AssertionError.class)
                .hasMessageContaining("unexpected crash: process " + probe.pid() + " (clumsy)")
                .hasMessageContaining("oops");
    }

    @Test
    void oneThatWasExpectedDoesNot() {
        var probe = runtime.probe("clumsy");
        var other = runtime.probe("other");
        probe.crash("oops");
        other.crash("oh no");
        assertThat(runtime.expectCrash(other.pid()).pid()).isEqualTo(other.pid());
        runtime.assertCrash(report -> {
            assertThat(report.pid()).isEqualTo(probe.pid());
            assertThat(report.describe()).contains("oops");
        });
        assertThat(runtime.unexpectedCrashes()).isEmpty();
        assertThat(runtime.events(ProcessCrashed.class)).hasSize(2);
        runtime.close();
    }

    @Test
    void anExpectedCrashThatDoesNotComeFailsAndSaysWhatDid() {
        var probe = runtime.probe("clumsy");
        var other = runtime.probe("other");
        probe.crash("oops");
        runtime.awaitEnd(probe.pid());
        assertThatThrownBy(() -> runtime.patience(SHORT).expectCrash(other.pid())).isInstanceOf(AssertionError.class)
                .hasMessageContaining("no crash of " + other.pid()).hasMessageContaining("oops");
        assertThatThrownBy(() -> runtime.assertCrash(report -> assertThat(report.label()).isEqualTo("other")))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void aChaoticTestIgnoresThem() {
        runtime.ignoreCrashes().probe("clumsy").crash("oops");
        runtime.close();
    }

    // ---- time ---------------------------------------------------------------------------------------------------------------------

    /** Each crash is handled, each delay scheduled, before time goes on. */
    @Test
    void advanceGoesFromEventToEvent() {
        var failing = new AtomicBoolean();
        virtual.startTree(supervisor("top")
                .backoff(Backoff.exponential(Duration.ofSeconds(1), Duration.ofHours(1)).immediate(0).jitter(0))
                .child(ChildSpec.worker(TILL, () -> {
                    if (failing.get()) {
                        throw new IllegalStateException("not yet");
                    }
                    return new Till(new CountDownLatch(0));
                })));
        var before = virtual.node().ref(TILL).pid();
        failing.set(true);
        virtual.ignoreCrashes().node().ref(TILL).tell("crash");

        virtual.advance(Duration.ofSeconds(1 + 2 + 4 + 8));

        assertThat(virtual.time().elapsed()).isEqualTo(Duration.ofSeconds(15));
        assertThat(virtual.events(SupervisorEvent.RestartDelayed.class)).extracting(each -> each.delay().toSeconds())
                .containsExactly(1L, 2L, 4L, 8L, 16L);
        failing.set(false);
        virtual.advance(Duration.ofSeconds(16).minusNanos(1));
        assertThat(virtual.node().whereis(TILL)).isEmpty();
        virtual.advance(Duration.ofNanos(1));
        assertThat(virtual.awaitRestart(TILL, before)).isNotEqualTo(before);
    }

    @Test
    void settleRunsWhatIsDueNow() {
        var probe = virtual.<String>probe("probe");
        probe.act(context -> context.sendAfter(Duration.ZERO, "now"));
        assertThat(probe.heard()).isEmpty();
        virtual.settle();
        assertThat(probe.heard()).containsExactly("now");
        assertThat(virtual.time().elapsed()).isZero();
    }

    @Test
    void whatDoesNotComeToRestIsNamed() {
        var probe = virtual.patience(SHORT).probe("sleepy");
        var wake = new CountDownLatch(1);
        probe.later(_ -> wake.await());
        assertThatThrownBy(virtual::settle).isInstanceOf(AssertionError.class).hasMessageContaining("not at rest")
                .hasMessageContaining(probe.pid() + " (sleepy)");
        wake.countDown();
        virtual.patience(MINUTE).settle();
    }

    @Test
    void onTheMachinesTimeThereIsNoVirtualOne() {
        assertThatThrownBy(() -> runtime.advance(MINUTE)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no virtual time");
        runtime.settle();
    }

    // ---- waiting ------------------------------------------------------------------------------------------------------------------

    @Test
    void whatIsAwaitedInVainIsNamed() {
        var probe = runtime.patience(SHORT).probe("probe");
        assertThatThrownBy(() -> runtime.awaitEnd(probe.pid())).isInstanceOf(AssertionError.class)
                .hasMessageContaining("the end of " + probe.pid());
        assertThatThrownBy(() -> runtime.eventually("pigs fly", () -> false)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("not within PT0.2S: pigs fly");
        assertThatThrownBy(() -> runtime.awaitRestart(TILL, probe.pid())).isInstanceOf(AssertionError.class)
                .hasMessageContaining("the restart of till");
        runtime.kill(probe.pid());
        assertThat(runtime.awaitEnd(probe.pid())).isNotNull();
    }

    @Test
    void aProcessThatIgnoresIsNoneToTest() {
        assertThatThrownBy(() -> runtime.start(ProcessSpec.<Integer, String>of("ignored", () -> new GenServer<>() {
            @Override
            public InitResult<Integer> init(ProcessContext<String> context) {
                return InitResult.ignore();
            }

            @Override
            public Next<Integer> handle(String message, Integer state, ProcessContext<String> context) {
                return Next.same();
            }
        }))).isInstanceOf(AssertionError.class).hasMessageContaining("ignored");
    }
}
