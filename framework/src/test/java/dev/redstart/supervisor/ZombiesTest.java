package dev.redstart.supervisor;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TestNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.supervisor.DynamicSupervisorSpec.dynamicSupervisor;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Restarts of a child whose former process still runs a callback (OTP.md 3.5). */
class ZombiesTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();
    private final Worker.Log log = new Worker.Log();
    private final CountDownLatch mayReturn = new CountDownLatch(1);
    private final AtomicInteger inits = new AtomicInteger();

    @SuppressWarnings("unchecked") // the process of a supervisor's spec
    private Supervisor start(Startable spec) {
        var process = (ProcessSpec<?, SupervisorRequest>) spec.childSpec().process();
        return new Supervisor(node.start(process).orElseThrow());
    }

    /** Has worker a hang in a callback that hears no interrupt, and kills it. */
    private Pid killWhileItHangs() throws InterruptedException {
        var entered = new CountDownLatch(1);
        var pid = Worker.pid(node, "a");
        node.ref(Worker.name("a")).tell(new Worker.Act(_ -> {
            entered.countDown();
            awaitDeafly(mayReturn);
        }, new CountDownLatch(1)));
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        node.exit(pid, ExitReason.KILL);
        return pid;
    }

    private static void awaitDeafly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                // deaf
            }
        }
    }

    @Test
    void aChildIsReplacedWhileItsFormerCallbackStillRuns() throws Exception {
        start(supervisor("top").child(log.spec("a")));
        var former = killWhileItHangs();
        Worker.pidAfter(node, "a", former);
        assertThat(node.info(former).running()).isTrue();
        mayReturn.countDown();
    }

    @Test
    void oneThatAwaitsIsStartedWhenTheFormerCallbackHasReturned() throws Exception {
        var top = start(supervisor("top").child(log.spec("a").zombies(new Zombies.Await(Duration.ofHours(1)))));
        var former = killWhileItHangs();
        await().atMost(TestNode.PATIENCE).until(() -> !system.events(SupervisorEvent.ChildTerminated.class).isEmpty());
        assertThat(node.whereis(Worker.name("a"))).isEmpty();
        mayReturn.countDown();
        Worker.pidAfter(node, "a", former);
        assertThat(node.info(former).running()).isFalse();
        assertThat(top.countChildren().active()).isEqualTo(1);
    }

    @Test
    void oneThatAwaitsIsStartedBesideItWhenTheTimeIsOver() throws Exception {
        start(dynamicSupervisor("top")).startChild(log.spec("a").zombies(new Zombies.Await(Duration.ofMillis(50))));
        var former = killWhileItHangs();
        Worker.pidAfter(node, "a", former);
        assertThat(node.info(former).running()).isTrue();
        mayReturn.countDown();
    }

    /** Starts at once the first time; its second {@code init} hangs. */
    private final class HangsWhenStartedAgain implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            if (inits.incrementAndGet() == 2) {
                awaitDeafly(mayReturn);
            }
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    @Test
    void anInitThatGoesOnAfterItsTimeIsAwaitedToo() {
        var process = ProcessSpec.of("a", HangsWhenStartedAgain::new).startTimeout(Duration.ofSeconds(1));
        var top = start(supervisor("top").child(
                ChildSpec.worker("a", process).zombies(new Zombies.Await(Duration.ofHours(1)))));
        node.exit(top.whichChildren().getFirst().pid().orElseThrow(), ExitReason.KILL);
        await().atMost(TestNode.PATIENCE).until(() -> !system.events(SupervisorEvent.StartFailed.class).isEmpty());
        await().during(Duration.ofMillis(200)).until(() -> inits.get() == 2);
        mayReturn.countDown();
        await().atMost(TestNode.PATIENCE).until(() -> inits.get() >= 3);
    }

    @Test
    void oneThatMustNotRunTwiceEndsItsSupervisor() throws Exception {
        var top = start(supervisor("top").child(log.spec("a").zombies(new Zombies.Escalate())));
        assertThatTheSupervisorGivesUp(top);
    }

    @Test
    void oneThatMustNotRunTwiceEndsItsDynamicSupervisor() throws Exception {
        var top = start(dynamicSupervisor("top"));
        top.startChild(log.spec("a").zombies(new Zombies.Escalate()));
        assertThatTheSupervisorGivesUp(top);
    }

    private void assertThatTheSupervisorGivesUp(Supervisor top) throws Exception {
        var end = node.whenEnded(top.ref().pid()).toCompletableFuture();
        killWhileItHangs();
        assertThat(end.get(40, TimeUnit.SECONDS)).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(system.events(SupervisorEvent.GaveUp.class)).singleElement()
                .satisfies(event -> assertThat(event.why()).contains("a callback of its former process still runs"));
        assertThat(log.lines).containsExactly("+a");
        mayReturn.countDown();
    }

    @Test
    void oneThatMustNotRunTwiceComesBackIfTheCallbackReturnsInTime() throws Exception {
        start(supervisor("top").child(log.spec("a").zombies(new Zombies.Escalate())));
        var former = killWhileItHangs();
        mayReturn.countDown();
        Worker.pidAfter(node, "a", former);
        assertThat(system.events(SupervisorEvent.GaveUp.class)).isEmpty();
    }

    @Test
    void nobodyAwaitsTheLastCallbackOfTheLiving() {
        var probe = system.probe("alive");
        assertThatThrownBy(() -> node.awaitReturn(probe.pid(), Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(probe.pid() + " lives");
        assertThatThrownBy(() -> new Zombies.Await(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }
}
