package dev.redstart.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Handlers that compute without an end: others go on, and it is said who it was (DESIGN.md 3.4). */
class WatchdogTest {
    private final Carriers carriers = Carriers.ofJvm();
    private final int before = carriers.parallelism();

    @RegisterExtension
    final TestNode system = new TestNode();

    private final AtomicBoolean stop = new AtomicBoolean();

    private Probe spinning() throws InterruptedException {
        var entered = new CountDownLatch(1);
        var probe = system.probe("spinning");
        probe.later(_ -> {
            entered.countDown();
            spin();
        });
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        return probe;
    }

    private void spin() {
        while (!stop.get()) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 8})
    void p19_thoseWhoComputeAreNamedOthersGoOnAndTheCarriersAreWhatTheyWere(int hogs) throws Exception {
        var bystander = system.probe("bystander");
        for (int i = 0; i < hogs; i++) {
            spinning();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(bystander.<Integer>run(_ -> 42)).isEqualTo(42);
        }
        await().atMost(TestNode.PATIENCE).until(() -> system.events(HandlerComputes.class).size() == hogs);
        assertThat(system.events(HandlerComputes.class)).allSatisfy(event -> {
            assertThat(event.label()).isEqualTo("spinning");
            assertThat(event.stack()).anyMatch(frame -> frame.contains("WatchdogTest.spin"));
        });
        stop.set(true);
        await().atMost(TestNode.PATIENCE).until(() -> carriers.parallelism() == before);
    }

    @Test
    void directProcessesThatComputeDoNotKeepAnotherFromItsMail() throws Exception {
        var entered = new CountDownLatch(before);
        for (int i = 0; i < before; i++) {
            system.node().start(ProcessSpec.direct("spinning", () -> _ -> {
                entered.countDown();
                spin();
            }));
        }
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        var heard = new CountDownLatch(1);
        var other = system.node().start(ProcessSpec.<String>direct("other", () -> context -> {
            context.receive();
            heard.countDown();
        })).orElseThrow();
        other.tell("x");
        assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
        stop.set(true);
        await().atMost(TestNode.PATIENCE).until(() -> carriers.parallelism() == before);
    }

    @Test
    void aModeThatIsNoneIsRefused() {
        System.setProperty(Watchdog.Mode.PROPERTY, "bark");
        try {
            assertThatThrownBy(Watchdog.Mode::ofSystemProperties).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("redstart.watchdog").hasMessageContaining("'bark'");
        } finally {
            System.clearProperty(Watchdog.Mode.PROPERTY);
        }
    }
}
