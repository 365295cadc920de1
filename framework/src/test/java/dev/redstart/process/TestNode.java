package dev.redstart.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import dev.redstart.telemetry.TelemetryEvent;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A node for one test, which keeps all events. At the end of the test it kills what the test has left and checks that nothing leaks: no
 * process, no timer, no zombie, no fenced activation.
 */
public final class TestNode implements AfterEachCallback {
    /** How long a test waits for what must happen at once: twenty times the bound nobody would accept. */
    public static final Duration PATIENCE = Duration.ofSeconds(20);

    private final NodeUnderTest tested;
    private final LocalNode node;
    private final List<TelemetryEvent> events = new CopyOnWriteArrayList<>();

    public TestNode() {
        this(NodeUnderTest.onSystemTime("test"));
    }

    TestNode(NodeUnderTest tested) {
        this.tested = tested;
        this.node = tested.node();
        node.telemetry().listen(events::add);
    }

    public LocalNode node() {
        return node;
    }

    /** A process that dies of exit signals. */
    public Probe probe(String label) {
        return Probe.start(this, label, false);
    }

    /** A process that hears exit signals. */
    public Probe trapping(String label) {
        return Probe.start(this, label, true);
    }

    /** The events of that type so far. */
    public <E extends TelemetryEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
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
        return tested.timers().size();
    }

    /** Kills {@code pid} from outside. */
    public void kill(Pid pid) {
        node.exit(pid, ExitReason.KILL);
    }

    public ExitReason awaitEnd(Pid pid) {
        return node.whenEnded(pid).toCompletableFuture().orTimeout(PATIENCE.toSeconds(),
                java.util.concurrent.TimeUnit.SECONDS).join();
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
        node.children(node.first()).forEach(this::kill);
        try {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).untilAsserted(() -> {
                assertThat(node.processCount()).as("processes alive").isZero();
                assertThat(tested.timers()).as("timers").isEmpty();
                assertThat(node.zombies().get()).as("zombies").isZero();
                assertThat(node.children(node.first())).as("children of the first process").isEmpty();
                assertThat(Activation.fenced()).as("fenced activations").isZero();
            });
        } finally {
            node.close();
        }
        assertThat(node.first().isAlive()).isFalse();
        await().until(() -> node.processCount() == 0);
    }
}
