package dev.redstart.process.test;

import java.time.Duration;
import java.util.List;

import dev.redstart.process.CallException;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ReplyTo;
import dev.redstart.supervisor.ChildSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ChaosTest {
    private static final Name<Counter.Message> PLAIN = Name.of("plain");
    private static final Name<Counter.Message> TRAPPING = Name.of("trapping");

    private record Counter(boolean trap) implements GenServer<Integer, Counter.Message> {
        private record Message(ReplyTo<Integer> from) {}

        @Override
        public InitResult<Integer> init(ProcessContext<Message> context) {
            context.trapExit(trap);
            return InitResult.started(1);
        }

        @Override
        public Next<Integer> handle(Message message, Integer count, ProcessContext<Message> context) {
            message.from.reply(count);
            return Next.go(count + 1);
        }
    }

    private final TestRuntime runtime = TestRuntime.onVirtualTime();
    private final Chaos chaos = runtime.chaos();

    @BeforeEach
    void start() {
        runtime.startTree(supervisor("top").child(ChildSpec.worker(PLAIN, () -> new Counter(false)))
                .child(ChildSpec.worker(TRAPPING, () -> new Counter(true))));
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private int count(Name<Counter.Message> name) {
        return runtime.node().ref(name).<Integer>call(Counter.Message::new);
    }

    @Test
    void whatItKillsComesBack() {
        assertThat(count(TRAPPING)).isEqualTo(1);
        runtime.awaitRestart(TRAPPING, chaos.kill(TRAPPING));
        assertThat(count(TRAPPING)).isEqualTo(1);
        assertThatThrownBy(() -> chaos.kill(Name.of("nobody"))).isInstanceOf(AssertionError.class)
                .hasMessageContaining("no process holds the name nobody");
    }

    @Test
    void whatItPausesAnswersLater() {
        chaos.pause(PLAIN);
        var asked = runtime.node().ref(PLAIN).<Integer>ask(Counter.Message::new, Duration.ofSeconds(5))
                .toCompletableFuture();
        var patient = runtime.node().ref(PLAIN).<Integer>ask(Counter.Message::new, Duration.ofHours(1))
                .toCompletableFuture();
        runtime.advance(Duration.ofSeconds(5));
        assertThatThrownBy(() -> runtime.get(asked, "an answer")).isInstanceOf(CallException.CallTimeout.class);
        assertThat(patient).isNotDone();
        chaos.resume(PLAIN);
        assertThat(runtime.get(patient, "an answer")).isEqualTo(2);
    }

    @Test
    void whatItCrashesDoesNotHandleTheMessage() {
        for (var name : List.of(PLAIN, TRAPPING)) {
            var probe = runtime.probe("watcher");
            assertThat(count(name)).isEqualTo(1);
            var before = chaos.crashNext(name);
            probe.watch(before);
            probe.expectNone();
            assertThatThrownBy(() -> count(name)).isInstanceOf(CallException.ServerExited.class);
            probe.expectDown(before, reason -> !reason.isExpected());
            runtime.awaitRestart(name, before);
            assertThat(count(name)).isEqualTo(1);
        }
    }
}
