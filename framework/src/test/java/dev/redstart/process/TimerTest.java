package dev.redstart.process;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.redstart.process.test.TestRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** OTP.md 5, Timers; on the machine's time where threads race. */
class TimerTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @RegisterExtension
    final TestNode system = new TestNode();

    @RegisterExtension
    final TestNode virtual = new TestNode(TestRuntime.onVirtualTime());

    @Test
    void t01_aTimerFiresOnceAndNotTooEarly() throws Exception {
        var process = system.probe("process");
        var started = System.nanoTime();
        process.act(context -> context.sendAfter(Duration.ofMillis(100), "ring"));

        assertThat(process.next(String.class)).isEqualTo("ring");
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        assertThat(system.timers()).isZero();
        process.heardNothing();
    }

    @Test
    void t01_toTheNanosecond() {
        var process = virtual.probe("process");
        process.act(context -> context.sendAfter(MINUTE, "ring"));
        virtual.runtime().advance(MINUTE.minusNanos(1));
        process.heardNothing();
        virtual.runtime().advance(Duration.ofNanos(1));
        assertThat(process.next(String.class)).isEqualTo("ring");
        virtual.runtime().advance(MINUTE);
        process.heardNothing();
    }

    @Test
    void t02_cancelTellsWhatWasLeftAndNothingArrives() {
        var process = virtual.probe("process");
        var timer = process.<TimerRef>run(context -> context.sendAfter(MINUTE, "ring"));
        virtual.runtime().advance(Duration.ofSeconds(20));
        assertThat(timer.cancel()).contains(Duration.ofSeconds(40));
        assertThat(timer.cancel()).isEmpty();
        assertThat(virtual.timers()).isZero();
        virtual.runtime().advance(MINUTE);
        process.heardNothing();
    }

    @Test
    void t02_whatHasFiredCannotBeCancelled() {
        var process = system.probe("process");
        for (int i = 0; i < 300; i++) {
            var fired = process.<TimerRef>run(context -> context.sendAfter(Duration.ZERO, "ring"));
            process.next(String.class);
            assertThat(fired.cancel()).isEmpty();
        }
        process.heardNothing();
    }

    @Test
    void t03_theTimersOfADeadTargetAreRemoved() {
        var process = system.probe("process");
        var other = system.probe("other");
        process.act(context -> context.sendAfter(Duration.ofMinutes(1), "ring"));
        other.act(context -> context.sendAfter(Duration.ofMinutes(1), process.ref(), "ring"));
        system.node().sendAfter(Duration.ofMinutes(1), process.ref(), "ring");
        assertThat(system.timers()).isEqualTo(3);

        system.kill(process.pid());

        awaitNoTimers();
        system.node().sendAfter(Duration.ofMinutes(1), process.ref(), "ring");
        assertThat(system.timers()).isZero();
    }

    /** The watch over the interrupted activation of the dead needs its own timer for a moment. */
    private void awaitNoTimers() {
        await().atMost(TestNode.PATIENCE).until(() -> system.timers() == 0);
    }

    @Test
    void t03_aTimerStartedWhileItsTargetEndsIsRemovedToo() throws Exception {
        for (int i = 0; i < 500; i++) {
            var process = system.probe("process");
            var go = new AtomicBoolean();
            var killer = Thread.ofPlatform().start(() -> {
                while (!go.get()) {
                    Thread.onSpinWait();
                }
                system.kill(process.pid());
            });
            go.set(true);
            system.node().sendAfter(Duration.ofMinutes(1), process.ref(), "ring");
            killer.join();
        }
        awaitNoTimers();
    }

    @Test
    void t04_aNameIsResolvedWhenTheTimerFires() throws Exception {
        var name = Name.<Object>of("later");
        var process = virtual.probe("process");
        virtual.node().sendAfter(MINUTE, virtual.node().ref(name), "ring");
        process.act(context -> context.register(name));
        virtual.runtime().advance(MINUTE);
        assertThat(process.next(String.class)).isEqualTo("ring");

        system.node().sendAfter(Duration.ZERO, system.node().ref(Name.<Object>of("nobody")), "ring");
        await().atMost(TestNode.PATIENCE).until(() -> system.meter("redstart.process.dropped.messages") == 1);
    }

    @Test
    void t06_aStaleFiringIsRecognisedByItsRef() throws Exception {
        var process = system.probe("process");
        var stale = process.<TimerRef>run(context -> {
            var fired = context.startTimer(Duration.ZERO, "term");
            TestNode.eventually(system, it -> it.timers() == 0); // it cannot be handled before this callback returns
            assertThat(fired.cancel()).isEmpty();
            return fired;
        });
        var rearmed = process.<TimerRef>run(context -> context.startTimer(Duration.ZERO, "term"));

        assertThat(rearmed).isNotSameAs(stale);
        assertThat(process.next(Signal.TimerFired.class)).isEqualTo(new Signal.TimerFired(stale, "term"));
        assertThat(process.next(Signal.TimerFired.class)).isEqualTo(new Signal.TimerFired(rearmed, "term"));
        process.heardNothing();
    }

    @Test
    void t06_aCancelledTimerDoesNotFireAndADeadProcessHasNone() {
        var process = system.probe("process");
        var timer = process.<TimerRef>run(context -> context.startTimer(Duration.ofMinutes(1), "term"));
        process.act(context -> context.startTimer(Duration.ofMinutes(1), "other"));
        assertThat(timer.cancel()).isPresent();
        assertThat(system.timers()).isEqualTo(1);
        system.kill(process.pid());
        awaitNoTimers();
        assertThat(process.heard()).isEmpty();
    }

    @Test
    void aNegativeDelayIsRefused() {
        var process = system.probe("process");
        assertThatThrownBy(() -> system.node().sendAfter(Duration.ofMillis(-1), process.ref(), "ring"))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("must be >= 0");
    }
}
