package dev.redstart.process;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

import dev.redstart.process.test.TestRuntime;
import dev.redstart.telemetry.TelemetryEvent;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A {@link TestRuntime} as a JUnit extension, for the tests of the runtime itself: crashes are what many of them are about, so they assert
 * on the reports; and no fenced activation may be left either.
 */
public final class TestNode implements AfterEachCallback {
    /** How long a test waits for what must happen at once: twenty times the bound nobody would accept. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestRuntime runtime;
    private final LocalNode node;

    public TestNode() {
        this(TestRuntime.onSystemTime());
    }

    /** On a node that the test has made. */
    TestNode(NodeUnderTest tested) {
        this(TestRuntime.on(tested));
    }

    /** On a runtime that the test has made. */
    public TestNode(TestRuntime runtime) {
        this.runtime = runtime.ignoreCrashes();
        this.node = runtime.node();
    }

    public LocalNode node() {
        return node;
    }

    public TestRuntime runtime() {
        return runtime;
    }

    /** A process that dies of exit signals. */
    public Probe probe(String label) {
        return new Probe(runtime.probe(label));
    }

    /** A process that hears exit signals. */
    public Probe trapping(String label) {
        return new Probe(runtime.trapping(label));
    }

    /** The events of that type so far. */
    public <E extends TelemetryEvent> List<E> events(Class<E> type) {
        return runtime.events(type);
    }

    public List<ProcessCrashed> crashReports() {
        return events(ProcessCrashed.class);
    }

    public double meter(String name) {
        return node.telemetry().meters().stream().filter(meter -> meter.name().equals(name)).findFirst().orElseThrow()
                .value();
    }

    /** Timers that wait to fire. */
    public int timers() {
        return runtime.timers();
    }

    /** Kills {@code pid} from outside. */
    public void kill(Pid pid) {
        runtime.kill(pid);
    }

    public ExitReason awaitEnd(Pid pid) {
        return runtime.awaitEnd(pid);
    }

    /** Waits until the condition holds. */
    public static <T> void eventually(T what, Predicate<? super T> holds) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> holds.test(what));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        checkForLeaks();
    }

    void checkForLeaks() {
        runtime.close();
        await().atMost(PATIENCE).until(() -> Activation.fenced() == 0);
        assertThat(node.zombies()).hasValue(0);
        assertThat(node.first().isAlive()).isFalse();
        assertThat(node.processCount()).isZero();
    }
}
