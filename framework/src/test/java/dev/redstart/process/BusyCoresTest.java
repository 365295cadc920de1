package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Processes that compute on every thread that virtual threads have. What they must not hold up is run on platform threads. */
@Timeout(120)
class BusyCoresTest {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    @RegisterExtension
    final TestNode system = new TestNode();

    private final LinkedBlockingQueue<Object> heard = new LinkedBlockingQueue<>();
    private final CountDownLatch computing = new CountDownLatch(CORES);
    private volatile boolean enough;

    private ProcessRef<Object> platform;

    /** Answers, and notes what else it hears. */
    private final class Platform implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        @SuppressWarnings("unchecked") // the test sends no other reply address
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            if (message instanceof ReplyTo<?> from) {
                ((ReplyTo<Boolean>) from).reply(Thread.currentThread().isVirtual());
            } else if (message instanceof Duration delay) {
                context.sendAfter(delay, "ring");
            } else {
                heard.add(message);
            }
            return Next.same();
        }
    }

    @BeforeEach
    void keepAllCoresBusy() throws Exception {
        platform = system.node().start(ProcessSpec.of("platform", Platform::new).onPlatformThreads()).orElseThrow();
        var hogs = new ArrayList<Probe>();
        for (int i = 0; i < CORES; i++) {
            hogs.add(system.probe("hog"));
        }
        hogs.forEach(hog -> hog.later(_ -> compute()));
        assertThat(computing.await(20, TimeUnit.SECONDS)).as("all of them compute").isTrue();
    }

    private void compute() {
        computing.countDown();
        var until = System.nanoTime() + TestNode.PATIENCE.multipliedBy(3).toNanos(); // also if this test's JVM forgets them
        while (!enough && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
    }

    @AfterEach
    void letGo() {
        enough = true;
    }

    @Test
    void p19_aProcessOnPlatformThreadsStillReacts() {
        for (int i = 0; i < 20; i++) {
            assertThat(platform.<Boolean>call(from -> from, TestNode.PATIENCE)).as("runs on a virtual thread")
                    .isFalse();
        }
    }

    @Test
    void t05_aTimerToAProcessOnPlatformThreadsStillFires() throws Exception {
        for (var delay : List.of(1, 20)) {
            platform.tell(Duration.ofMillis(delay));
            system.node().sendAfter(Duration.ofMillis(delay), platform, "from outside");
            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("ring", "from outside");
        }
    }

    private Object next() throws InterruptedException {
        var item = heard.poll(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(item).as("what the process heard").isNotNull();
        return item;
    }

    @Test
    void p19_aTaskThatComputesStillGetsItsTurn() {
        var owner = system.node().start(ProcessSpec.of("owner", () -> new TaskOwner()).onPlatformThreads())
                .orElseThrow();
        assertThat(owner.<Integer>call(from -> from, TestNode.PATIENCE)).isEqualTo(42);
    }

    private static final class TaskOwner implements GenServer<Boolean, ReplyTo<Integer>> {
        @Override
        public InitResult<Boolean> init(ProcessContext<ReplyTo<Integer>> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(ReplyTo<Integer> from, Boolean state, ProcessContext<ReplyTo<Integer>> context) {
            from.reply(Task.<Integer>cpu(context, _ -> 42).await(TestNode.PATIENCE));
            return Next.same();
        }
    }
}
