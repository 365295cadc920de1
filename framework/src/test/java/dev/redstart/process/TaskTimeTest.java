package dev.redstart.process;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.redstart.process.test.TestRuntime;
import dev.redstart.process.test.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Tasks and streams of tasks wait by the node's time. */
@Timeout(120)
class TaskTimeTest {
    private record Question(ReplyTo<String> from) {}

    private final VirtualTime time = new VirtualTime();
    private final NodeUnderTest tested = NodeUnderTest.on("virtual", time);

    @RegisterExtension
    final TestNode system = new TestNode(TestRuntime.on(tested));

    private final CompletableFuture<Object> got = new CompletableFuture<>();

    private void quiet() {
        TestNode.eventually(tested, NodeUnderTest::isQuiet);
    }

    /** Waits within the runtime, for longer than anybody has patience. */
    private String neverAnswered() {
        return system.probe("silent").ref().<String>call(Question::new, Duration.ofDays(1));
    }

    /** Gets its outcome at {@code due}, and no sooner. */
    private Object outcomeAt(Duration due) throws Exception {
        quiet();
        time.advance(due.minusNanos(1));
        quiet();
        assertThat(got).isNotDone();
        time.advance(Duration.ofNanos(1));
        return got.get(20, TimeUnit.SECONDS);
    }

    @Test
    void awaitGivesUpAfterFiveSeconds() throws Exception {
        var owner = system.probe("owner");
        owner.later(context -> {
            try {
                Task.async(context, _ -> neverAnswered()).await();
            } catch (TaskException e) {
                got.complete(e);
            }
        });
        assertThat(outcomeAt(Duration.ofSeconds(5))).isInstanceOf(TaskException.TimedOut.class);
    }

    @Test
    void shutdownKillsAfterItsTime() throws Exception {
        var owner = system.probe("owner");
        var task = owner.<Task<String>>run(context -> Task.async(context, self -> {
            self.trapExit(true);
            return neverAnswered();
        }));
        quiet();
        owner.later(_ -> got.complete(task.shutdown(Duration.ofMinutes(1))));
        assertThat(outcomeAt(Duration.ofMinutes(1))).isEqualTo(Optional.empty());
        assertThat(task.pid().isAlive()).isFalse();
    }

    @Test
    void aTaskOfAStreamIsKilledAfterItsTime() throws Exception {
        var owner = system.probe("owner");
        owner.later(context -> got.complete(TaskStream.<Integer, String>over(List.of(1), (_, _) -> neverAnswered())
                .timeout(Duration.ofMinutes(1)).onTimeout(TaskStream.OnTimeout.KILL).run(context).next()));
        assertThat(outcomeAt(Duration.ofMinutes(1))).isInstanceOfSatisfying(TaskOutcome.Failed.class,
                failed -> assertThat(failed.reason()).isInstanceOf(ExitReason.Timeout.class));
    }
}
