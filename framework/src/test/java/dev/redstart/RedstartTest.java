package dev.redstart;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessCrashed;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.StartException;
import dev.redstart.supervisor.ChildSpec;
import dev.redstart.supervisor.SupervisorSpec;
import dev.redstart.telemetry.TelemetryEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(60)
class RedstartTest {
    private static final Name<Object> WORKER = Name.of("worker");

    /** Says when it starts and stops; runs what it is sent. */
    static final class Loud implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            context.trapExit(true);
            System.out.println("up");
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            if (message instanceof Runnable task) {
                task.run();
            }
            return Next.same();
        }

        @Override
        public void terminate(ExitReason reason, Boolean state, ProcessContext<Object> context) {
            System.out.println("down: " + reason);
        }
    }

    private static SupervisorSpec tree() {
        return supervisor("tree").child(ChildSpec.worker(WORKER, Loud::new));
    }

    /** For {@link Redstart#run} in a JVM of its own. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            if (args[0].equals("gives-up")) {
                Redstart.run(supervisor("tree").intensity(1, Duration.ofMinutes(1))
                        .child(ChildSpec.worker("crashing", Crashing::new)));
            } else {
                Redstart.run(tree());
            }
            System.out.println("run has returned");
        }
    }

    static final class Crashing implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.continueWith("crash", true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    /** What happens while the tree starts is heard by whoever attached before. */
    @Test
    void telemetryIsAttachedBeforeTheTreeStarts() {
        var heard = new CopyOnWriteArrayList<TelemetryEvent>();
        var broken = ProcessSpec.<Boolean, Object>of("broken", () -> {
            throw new IllegalStateException("no");
        });
        assertThatThrownBy(() -> Redstart.start(supervisor("top").child(ChildSpec.worker("broken", broken)),
                telemetry -> telemetry.listen(heard::add))).isInstanceOf(StartException.class);
        assertThat(heard).hasAtLeastOneElementOfType(ProcessCrashed.class);
    }

    @Test
    void closeStopsTheTreeAndMayBeCalledAgainAndFromManyThreads() throws Exception {
        var system = Redstart.start(tree());
        assertThat(system.whereis(WORKER)).isPresent();
        var other = CompletableFuture.runAsync(system::close, task -> Thread.ofVirtual().start(task));
        system.close();
        system.close();
        other.get(20, TimeUnit.SECONDS);
        assertThat(system.awaitEnd()).isEqualTo(ExitReason.SHUTDOWN);
        await().until(() -> system.node().processCount() == 0);
        assertThat(system.node().first().isAlive()).isFalse();
    }

    @Test
    void aTreeThatDoesNotStartLeavesNothingRunning() {
        assertThatThrownBy(() -> Redstart.start(supervisor("tree").child(ChildSpec.worker("a", Loud::new))
                .child(ChildSpec.worker("b", () -> {
                    throw new IllegalStateException("no");
                })))).isInstanceOf(StartException.class).hasMessageContaining("failed_to_start_child(b");
    }

    @Test
    void theNodeClosesWithItsTreeWhoeverEndsIt() {
        var system = Redstart.start(tree());
        system.exit(system.root().ref().pid(), ExitReason.KILL);
        assertThat(system.awaitEnd()).isEqualTo(ExitReason.KILLED);
        assertThat(system.node().first().isAlive()).isFalse();
        assertThatThrownBy(() -> system.node().start(ProcessSpec.of("late", Loud::new)))
                .isInstanceOf(StartException.class);
        system.close();
    }

    @Test
    void aProcessOfTheTreeMayCloseIt() {
        var system = Redstart.start(supervisor("tree")
                .child(ChildSpec.worker(WORKER, Loud::new).shutdown(Duration.ofMillis(200))));
        system.ref(WORKER).tell((Runnable) system::close);
        assertThat(system.awaitEnd()).isEqualTo(ExitReason.SHUTDOWN);
        await().until(() -> system.node().processCount() == 0);
    }

    @Test
    void runStopsTheTreeInGoodOrderWhenTheJvmIsToldToEnd() throws Exception {
        var jvm = jvm("runs");
        try (var out = jvm.inputReader(StandardCharsets.UTF_8)) {
            awaitLine(out, "up");
            jvm.toHandle().destroy(); // SIGTERM
            awaitLine(out, "down: Shutdown[detail=]");
            assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(jvm.exitValue()).isEqualTo(128 + 15);
        } finally {
            jvm.destroyForcibly();
        }
    }

    @Test
    void runEndsTheJvmWithOneWhenTheTreeGivesUp() throws Exception {
        var jvm = jvm("gives-up");
        try (var out = jvm.inputReader(StandardCharsets.UTF_8)) {
            assertThat(jvm.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(jvm.exitValue()).isEqualTo(1);
            assertThat(out.lines()).noneMatch(line -> line.equals("run has returned"));
        } finally {
            jvm.destroyForcibly();
        }
    }

    private static Process jvm(String arg) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), Main.class.getName(), arg)
                .redirectErrorStream(true).start();
    }

    private static void awaitLine(BufferedReader out, String wanted) throws Exception {
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.equals(wanted)) {
                return;
            }
        }
        throw new AssertionError("the JVM ended without saying: " + wanted);
    }
}
