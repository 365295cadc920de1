package dev.redstart.process.test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Key;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.ReplyTo;
import dev.redstart.process.Signal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GenServerTesterTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Name<Message> NAME = Name.of("server");
    private static final Key<String> KEY = Key.of("key");

    private sealed interface Message {}

    private record Add(int by) implements Message {}

    private record Get(ReplyTo<Integer> from) implements Message {}

    private record Act(TestProbe.Body<Message, Next<Integer>> body) implements Message {}

    /** Counts, and otherwise does what it is told. */
    private static final class Server implements GenServer<Integer, Message> {
        @Override
        public InitResult<Integer> init(ProcessContext<Message> context) {
            context.label("server");
            return InitResult.continueWith(10, 0);
        }

        @Override
        public Next<Integer> continueWith(Object by, Integer count, ProcessContext<Message> context) {
            return Next.go(count + (Integer) by);
        }

        @Override
        public Next<Integer> handle(Message message, Integer count, ProcessContext<Message> context) throws Exception {
            return switch (message) {
                case Add(int by) -> Next.go(count + by);
                case Get(var from) -> {
                    from.reply(count);
                    yield Next.same();
                }
                case Act(var body) -> body.run(context);
            };
        }

        @Override
        public Next<Integer> signal(Signal signal, Integer count, ProcessContext<Message> context) {
            return Next.go(count + 1000);
        }

        @Override
        public void terminate(ExitReason reason, Integer count, ProcessContext<Message> context) {
            context.label("terminated");
        }
    }

    private final GenServerTester<Integer, Message> tester = GenServerTester.of(new Server());

    @AfterEach
    void close() {
        tester.close();
    }

    private List<Effect> effectsOf(TestProbe.Action<Message> action) {
        tester.effects();
        tester.send(new Act(context -> {
            action.run(context);
            return Next.same();
        }));
        return tester.effects();
    }

    @Test
    void eachCallbackGivesAStateAndEffects() {
        assertThat(tester.init().state()).isEqualTo(10);
        assertThat(tester.effects()).containsExactly(new Effect.Labelled("server"));
        assertThat(tester.effects()).isEmpty();
        assertThat(tester.send(new Add(5)).send(new Add(1)).state()).isEqualTo(16);
        assertThat(tester.<Integer>call(Get::new)).contains(16);
        assertThat(tester.<Integer>call(_ -> new Add(1))).as("a reply still to come").isEmpty();
        assertThat(tester.signal(new Signal.Idle()).state()).isEqualTo(1017);
        tester.send(new Act(_ -> Next.continueWith(3, 0)));
        assertThat(tester.state()).isEqualTo(3);
        tester.send(new Act(_ -> Next.idleAfter(MINUTE, 4)));
        assertThat(tester.send(new Act(_ -> Next.hibernate(5))).state()).isEqualTo(5);
        assertThat(tester.effects()).containsExactly(new Effect.AskedForIdle(MINUTE), new Effect.Hibernated());
    }

    @Test
    void whatIsAskedOfTheContextIsWrittenDown() {
        tester.init();
        var other = tester.runtime().probe("other");
        Pid pid = other.pid();
        AutoCloseable resource = () -> {};
        assertThat(effectsOf(context -> {
            context.self().tell(new Add(1));
            context.link(pid);
            context.unlink(pid);
            context.exit(pid, ExitReason.SHUTDOWN);
            context.trapExit(true);
            context.own(resource);
            context.disown(resource);
            context.breathe();
            context.local(KEY, "value");
            assertThat(context.local(KEY)).contains("value");
            assertThat(context.children()).isEmpty();
            assertThat(context.parent()).isEqualTo(tester.runtime().node().first());
        })).containsExactly(new Effect.ToldSelf(new Add(1)), new Effect.Linked(pid), new Effect.Unlinked(pid),
                new Effect.Exited(pid, ExitReason.SHUTDOWN), new Effect.TrapsExit(true), new Effect.Owned(resource),
                new Effect.Disowned(resource));
        assertThat(pid.isAlive()).isTrue();
        assertThat(tester.state()).as("what it sends itself is for the test to send").isEqualTo(10);
    }

    @Test
    void namesAndMonitorsAreRealOnes() {
        tester.init();
        var other = tester.runtime().probe("other");
        assertThat(effectsOf(context -> {
            assertThat(context.register(NAME)).isEmpty();
            assertThat(context.register(NAME)).contains(context.pid());
            assertThat(context.ref(NAME).pid()).isEqualTo(context.pid());
        })).containsExactly(new Effect.Registered(NAME));
        var monitored = effectsOf(context -> context.monitor(other.pid()));
        assertThat(monitored).singleElement().isInstanceOfSatisfying(Effect.Monitored.class, it -> {
            assertThat(it.target()).isEqualTo(other.pid());
            tester.signal(new Signal.Down(it.ref(), it.target(), ExitReason.KILLED));
            assertThat(effectsOf(context -> context.demonitor(it.ref())))
                    .containsExactly(new Effect.Demonitored(it.ref()));
        });
        assertThat(tester.state()).isEqualTo(1010);
        assertThat(effectsOf(context -> context.monitor(NAME))).singleElement()
                .isInstanceOfSatisfying(Effect.MonitoredName.class, it -> assertThat(it.name()).isEqualTo(NAME));
    }

    @Test
    void timersFireWhenTimePasses() {
        tester.init();
        var other = tester.runtime().<String>probe("other");
        var started = effectsOf(context -> {
            context.sendAfter(MINUTE, new Add(1));
            context.sendAfter(MINUTE, other.ref(), "ring");
            context.startTimer(MINUTE, "term");
            assertThat(context.sendAfter(MINUTE, new Add(100)).cancel()).contains(MINUTE);
        });
        assertThat(started).extracting(it -> ((Effect.TimerStarted) it).what()).containsExactly(new Add(1), "ring",
                "term", new Add(100));
        assertThat(tester.advance(MINUTE.minusNanos(1)).state()).isEqualTo(10);
        assertThat(tester.advance(Duration.ofNanos(1)).state()).isEqualTo(1011);
        other.expectMessage("ring");
    }

    @Test
    void whatNeedsAProcessIsRefused() {
        tester.init();
        var spec = ProcessSpec.of("child", Server::new);
        for (var action : List.<TestProbe.Action<Message>>of(
                context -> context.startLink(spec), context -> context.startMonitor(spec),
                context -> context.stop(context.parent(), ExitReason.SHUTDOWN, MINUTE),
                context -> context.stopAll(Map.of(), ExitReason.SHUTDOWN),
                context -> context.self().<Integer>call(Get::new),
                context -> context.self().<Integer>ask(Get::new, MINUTE))) {
            assertThatThrownBy(() -> effectsOf(action)).isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("a GenServerTester runs callbacks without a process")
                    .hasMessageContaining("use a TestRuntime");
        }
    }

    @Test
    void aStopEndsIt() {
        tester.init().effects();
        tester.send(new Act(_ -> Next.stop(ExitReason.SHUTDOWN, 7)));
        assertThat(tester.stopped()).contains(ExitReason.SHUTDOWN);
        assertThat(tester.state()).isEqualTo(7);
        assertThat(tester.effects()).containsExactly(new Effect.Labelled("terminated"),
                new Effect.Stopped(ExitReason.SHUTDOWN));
        assertThatThrownBy(() -> tester.send(new Add(1))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has stopped: Shutdown");
    }

    @Test
    void whatItThrowsComesOut() {
        assertThatThrownBy(() -> tester.send(new Add(1))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call init first");
        assertThatThrownBy(tester::state).isInstanceOf(IllegalStateException.class);
        tester.init();
        assertThatThrownBy(() -> effectsOf(_ -> {
            throw new ArithmeticException("sum");
        })).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> effectsOf(_ -> {
            throw new IOException("disk");
        })).isInstanceOf(IllegalStateException.class).hasMessageContaining("handle of ").hasRootCauseMessage("disk");
        assertThat(tester.send(new Add(1)).state()).as("its state is what it was").isEqualTo(11);
    }
}
