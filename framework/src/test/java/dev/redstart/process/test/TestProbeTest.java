package dev.redstart.process.test;

import java.time.Duration;
import java.util.List;

import dev.redstart.process.CallException;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ReplyTo;
import dev.redstart.process.Signal;
import dev.redstart.process.test.TestProbe.Terminated;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TestProbeTest {
    private sealed interface Word {}

    private record Hello(String name) implements Word {}

    private record Bye() implements Word {}

    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration HOUR = Duration.ofHours(1);

    private final TestRuntime runtime = TestRuntime.onVirtualTime();
    private final TestRuntime onSystemTime = TestRuntime.onSystemTime();
    private final TestProbe<Word> probe = runtime.probe("probe");

    @AfterEach
    void close() {
        runtime.close();
        onSystemTime.close();
    }

    @Test
    void itHearsInOrder() {
        probe.ref().tell(new Hello("a"));
        probe.ref().tell(new Bye());
        probe.refAs(String.class).tell("of another type");
        assertThat(probe.expect(Hello.class).name()).isEqualTo("a");
        probe.expectMessage(new Bye());
        probe.expectMessage("of another type");
        probe.expectNone();
    }

    @Test
    void aFailedExpectationSaysWhatWasExpectedWhatCameAndWhatCameAfterThat() {
        probe.ref().tell(new Hello("a"));
        probe.ref().tell(new Hello("b"));
        runtime.settle();
        assertThatThrownBy(() -> probe.expect(Bye.class)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("probe " + probe.pid() + " (probe)").hasMessageContaining(Bye.class.getName())
                .hasMessageContaining("but heard Hello[name=a]").hasMessageContaining("after that:\n  - Hello[name=b]");
        assertThatThrownBy(() -> probe.expectMessage(new Hello("c"))).isInstanceOf(AssertionError.class)
                .hasMessageContaining("was to hear Hello[name=c], but heard Hello[name=b]");
        runtime.patience(SHORT);
        assertThatThrownBy(() -> probe.expect(Bye.class)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("but heard nothing");
        runtime.kill(probe.pid());
        assertThatThrownBy(() -> probe.expect(Bye.class)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("it has ended");
    }

    @Test
    void nothingMeansNothing() {
        probe.ref().tell(new Bye());
        assertThatThrownBy(probe::expectNone).isInstanceOf(AssertionError.class)
                .hasMessageContaining("was to hear nothing, but heard Bye[]");
        probe.later(context -> context.sendAfter(HOUR, new Bye()));
        probe.expectNone();
        probe.expectNone(HOUR.minusNanos(1));
        assertThatThrownBy(() -> probe.expectNone(Duration.ofNanos(1))).isInstanceOf(AssertionError.class)
                .hasMessageContaining("nothing within PT0.000000001S, but heard Bye[]");
        assertThat(runtime.time().elapsed()).isEqualTo(HOUR);
    }

    @Test
    void toWaitLetsVirtualTimePassAndNoMoreThanNeeded() {
        probe.later(context -> context.sendAfter(HOUR, new Bye()));
        probe.expect(Bye.class, HOUR.multipliedBy(5));
        assertThat(runtime.time().elapsed()).isEqualTo(HOUR);
        probe.later(context -> context.sendAfter(HOUR, new Bye()));
        assertThatThrownBy(() -> probe.expect(Bye.class, HOUR.minusNanos(1))).isInstanceOf(AssertionError.class)
                .hasMessageContaining("within PT59M59.999999999S, but heard nothing");
        probe.expect(Bye.class, Duration.ofNanos(1));
    }

    @Test
    void onTheMachinesTimeOneWaits() {
        var real = onSystemTime.<Word>probe("real");
        real.later(context -> context.sendAfter(Duration.ofMillis(10), new Bye()));
        real.expect(Bye.class, Duration.ofMinutes(1));
        real.expectNone(Duration.ofMillis(10));
        assertThatThrownBy(() -> real.expect(Bye.class, SHORT)).isInstanceOf(AssertionError.class)
                .hasMessageContaining("within PT0.1S, but heard nothing");
    }

    @Test
    void itWatchesAndHearsWhy() {
        var other = runtime.probe("other");
        probe.watch(other.pid());
        other.crash("oops");
        runtime.expectCrash(other.pid());
        probe.expectDown(other.pid(), reason -> reason instanceof ExitReason.Crash crash
                && crash.message().equals("oops"));
        probe.watch(other.pid());
        assertThat(probe.expectDown(other.pid())).isEqualTo(ExitReason.NO_PROC);
        probe.watch(other.pid());
        assertThatThrownBy(() -> probe.expectDown(other.pid(), reason -> reason instanceof ExitReason.Crash))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("that " + other.pid() + " ended for the right reason, but heard Down[")
                .hasMessageContaining("NoProc");
    }

    @Test
    void itHearsExitsIfItTraps() {
        var trapping = runtime.<Word>trapping("trapping");
        var child = trapping.startChild("child", false);
        runtime.kill(child.pid());
        assertThat(trapping.expectExit(child.pid())).isEqualTo(ExitReason.KILLED);
        probe.act(context -> context.exit(trapping.pid(), ExitReason.SHUTDOWN));
        trapping.expectExit(probe.pid(), ExitReason.SHUTDOWN::equals);
        trapping.ref().tell(new Bye());
        assertThatThrownBy(() -> trapping.expectExit(child.pid())).isInstanceOf(AssertionError.class)
                .hasMessageContaining("an exit signal of " + child.pid()).hasMessageContaining("but heard Bye[]");
    }

    @Test
    void itActsInsideAProcess() {
        assertThat(probe.<Boolean>run(context -> context.pid().equals(probe.pid()))).isTrue();
        var name = Name.<Word>of("probe");
        probe.act(context -> context.register(name));
        assertThat(runtime.node().whereis(name)).contains(probe.ref());
        assertThatThrownBy(() -> probe.run(_ -> {
            throw new IllegalStateException("inside");
        })).isInstanceOf(CallException.ServerExited.class).hasMessageContaining("inside");
        runtime.expectCrash(probe.pid());
        assertThatThrownBy(() -> probe.act(_ -> {})).isInstanceOf(CallException.NoProcess.class);
    }

    @Test
    void whatTakesTooLongInsideItFailsTheTest() {
        var held = probe.hold();
        runtime.patience(SHORT);
        assertThatThrownBy(() -> probe.act(_ -> {})).isInstanceOf(AssertionError.class)
                .hasMessageContaining("what probe " + probe.pid() + " (probe) was to do");
        held.release();
    }

    @Test
    void whileItIsHeldTimeCanPass() {
        var held = probe.hold();
        probe.ref().tell(new Bye());
        runtime.advance(HOUR);
        assertThat(probe.heard()).isEmpty();
        held.release();
        probe.expect(Bye.class);
        held.release();
    }

    @Test
    void itReturnsFromItsCallbacksWhatItIsTold() {
        probe.step(_ -> Next.idleAfter(HOUR, 0));
        probe.expect(Signal.Idle.class, HOUR);
        probe.step(_ -> Next.stop(ExitReason.SHUTDOWN, 0));
        assertThat(probe.expect(Terminated.class)).isEqualTo(new Terminated(ExitReason.SHUTDOWN));
        assertThat(probe.heard()).isEmpty();
    }

    @Test
    void aCallOfItsTimesOutWhenTimePasses() {
        record Question(ReplyTo<String> from) {}
        var server = runtime.<Question>probe("server");
        probe.later(context -> {
            try {
                server.ref().<String>call(Question::new, HOUR);
            } catch (CallException.CallTimeout _) {
                context.self().tell(new Bye());
            }
        });
        probe.expect(Bye.class, HOUR);
        assertThat(List.copyOf(server.heard())).hasSize(1);
    }
}
