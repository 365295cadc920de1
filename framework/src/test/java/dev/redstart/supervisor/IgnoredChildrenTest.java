package dev.redstart.supervisor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TestNode;
import dev.redstart.supervisor.ChildInfo.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.supervisor.DynamicSupervisorSpec.dynamicSupervisor;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** OTP.md 5, Supervisors, children that have no process by their own wish (S22), and how children are counted. */
class IgnoredChildrenTest {
    private static final Name<Object> MOODY = Name.of("moody");

    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();
    private final Worker.Log log = new Worker.Log();
    private final AtomicBoolean ignores = new AtomicBoolean(true);

    @SuppressWarnings("unchecked") // the process of a supervisor's spec
    private Supervisor start(Startable spec) {
        var process = (ProcessSpec<?, SupervisorRequest>) spec.childSpec().process();
        return new Supervisor(node.start(process).orElseThrow());
    }

    private ChildSpec moody() {
        return ChildSpec.worker(MOODY, () -> new Moody(ignores));
    }

    /** Does not want to run for as long as the test says so. */
    private record Moody(AtomicBoolean ignores) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return ignores.get() ? InitResult.ignore() : InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            throw new IllegalStateException("crash of moody");
        }
    }

    @Test
    void s22_anIgnoredChildIsPresentAndCanBeStartedLater() {
        var top = start(supervisor("top"));
        assertThat(top.startChild(moody())).isEmpty();
        assertThatThrownBy(() -> top.startChild(moody()))
                .hasMessageContaining("has a child moody already, it is stopped");
        assertThat(top.restartChild("moody")).isEmpty();
        assertThat(top.countChildren()).isEqualTo(new ChildCount(1, 0, 0, 1));
        ignores.set(false);
        assertThat(top.restartChild("moody")).map(ref -> ref.pid()).isEqualTo(Optional.of(node.ref(MOODY).pid()));
        assertThat(top.countChildren()).isEqualTo(new ChildCount(1, 1, 0, 1));
    }

    @Test
    void s22_anIgnoredTemporaryChildIsForgotten() {
        var top = start(supervisor("top"));
        for (int i = 0; i < 2; i++) {
            assertThat(top.startChild(moody().restart(Restart.TEMPORARY))).isEmpty();
            assertThat(top.whichChildren()).isEmpty();
        }
    }

    @Test
    void s22_aChildThatIgnoresItsRestartKeepsItsSpecAndItsSiblingsStart() {
        ignores.set(false);
        var top = start(supervisor("top").strategy(Strategy.ONE_FOR_ALL).child(log.spec("a")).child(moody())
                .child(log.spec("c")));
        log.expect("+a", "+c");
        ignores.set(true);
        node.ref(MOODY).tell("crash");
        log.expect("-c", "-a", "+a", "+c");
        assertThat(top.whichChildren()).extracting(ChildInfo::id, ChildInfo::state).containsExactly(
                tuple("a", State.RUNNING), tuple("moody", State.STOPPED), tuple("c", State.RUNNING));
        assertThat(system.events(SupervisorEvent.ChildRestarted.class)).extracting(SupervisorEvent::child)
                .containsExactly("a", "c");
    }

    @Test
    void s22_aDynamicSupervisorForgetsWhatIgnores() {
        var top = start(dynamicSupervisor("top").maxChildren(1));
        assertThat(top.startChild(moody())).isEmpty();
        ignores.set(false);
        assertThat(top.startChild(moody())).isPresent();
        ignores.set(true);
        node.ref(MOODY).tell("crash");
        TestNode.eventually(top, it -> it.countChildren().equals(new ChildCount(0, 0, 0, 0)));
        assertThat(top.startChild(log.spec("a"))).isPresent();
    }

    @Test
    void childrenAreCountedByWhatTheyAreAndWhetherTheyRun() {
        var top = start(supervisor("top").child(log.spec("a")).child(log.spec("b")).child(supervisor("inner"))
                .child(dynamicSupervisor("dynamic")));
        assertThat(top.countChildren()).isEqualTo(new ChildCount(4, 4, 2, 2));
        top.terminateChild("b");
        top.terminateChild("inner");
        assertThat(top.countChildren()).isEqualTo(new ChildCount(4, 2, 2, 2));
    }

    @Test
    void dynamicChildrenAreCountedWithAdoptedAndWaitingOnes() {
        var top = start(dynamicSupervisor("top"));
        top.startChild(
                log.spec("a").backoff(Backoff.exponential(Duration.ofHours(1), Duration.ofHours(1)).immediate(0)));
        top.startChild(supervisor("inner").childSpec());
        node.kind("adopted", new Worker("adopted", log, true), Mailbox.DEFAULT, true).spawn("state", top.ref().pid());
        assertThat(top.countChildren()).isEqualTo(new ChildCount(3, 3, 1, 2));
        Worker.crash(node, "a");
        TestNode.eventually(top, it -> it.countChildren().equals(new ChildCount(3, 2, 1, 2)));
    }
}
