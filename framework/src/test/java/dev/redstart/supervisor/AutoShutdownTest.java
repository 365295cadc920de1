package dev.redstart.supervisor;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TestNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** OTP.md 5, Supervisors, significant children (S15 to S17). */
class AutoShutdownTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();
    private final Worker.Log log = new Worker.Log();

    @SuppressWarnings("unchecked") // the process of a supervisor's spec
    private Supervisor start(Startable spec) {
        var process = (ProcessSpec<?, SupervisorRequest>) spec.childSpec().process();
        return new Supervisor(node.start(process).orElseThrow());
    }

    private ChildSpec significant(String id, Restart restart) {
        return log.spec(id).restart(restart).significant(true);
    }

    private void end(String id, ExitReason reason) {
        node.ref(Worker.name(id)).tell(new Worker.Stop(reason));
    }

    private CompletableFuture<ExitReason> endOf(Supervisor supervisor) {
        return node.whenEnded(supervisor.ref().pid()).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS);
    }

    @Test
    void s15_anySignificantStopsAtTheFirstEndInGoodOrderAndACrashOnlyRestarts() {
        var top = start(supervisor("top").autoShutdown(AutoShutdown.ANY_SIGNIFICANT).child(log.spec("a"))
                .child(significant("b", Restart.TRANSIENT)).child(significant("c", Restart.TRANSIENT)));
        var b = Worker.pid(node, "b");
        Worker.crash(node, "b");
        Worker.pidAfter(node, "b", b);
        assertThat(top.ref().pid().isAlive()).isTrue();
        log.expect("+a", "+b", "+c", "+b");
        var end = endOf(top);

        end("b", ExitReason.NORMAL);

        assertThat(end.join()).isEqualTo(ExitReason.SHUTDOWN);
        log.expect("-b", "-c", "-a");
        assertThat(system.events(SupervisorEvent.AutoShutDown.class)).singleElement()
                .extracting(SupervisorEvent::child).isEqualTo("b");
    }

    @Test
    void s15_aTemporaryOneStopsItByACrashToo() {
        var top = start(supervisor("top").autoShutdown(AutoShutdown.ANY_SIGNIFICANT).child(log.spec("a"))
                .child(significant("t", Restart.TEMPORARY)));
        var end = endOf(top);
        Worker.crash(node, "t");
        assertThat(end.join()).isEqualTo(ExitReason.SHUTDOWN);
        log.expect("+a", "+t", "-a");
    }

    @Test
    void s15_othersMayEndAsTheyLike() {
        var top = start(supervisor("top").autoShutdown(AutoShutdown.ANY_SIGNIFICANT)
                .child(log.spec("a").restart(Restart.TRANSIENT)).child(significant("b", Restart.TRANSIENT)));
        end("a", ExitReason.NORMAL);
        TestNode.eventually(top, it -> it.whichChildren().getFirst().state() == ChildInfo.State.STOPPED);
        assertThat(top.ref().pid().isAlive()).isTrue();
    }

    @Test
    void s16_allSignificantStopsAfterTheLast() {
        var top = start(supervisor("top").autoShutdown(AutoShutdown.ALL_SIGNIFICANT).child(log.spec("a"))
                .child(significant("b", Restart.TRANSIENT)).child(significant("t", Restart.TEMPORARY)));
        end("b", ExitReason.NORMAL);
        TestNode.eventually(top, it -> it.whichChildren().get(1).state() == ChildInfo.State.STOPPED);
        log.expect("+a", "+b", "+t", "-b");
        var end = endOf(top);
        end("t", ExitReason.SHUTDOWN);
        assertThat(end.join()).isEqualTo(ExitReason.SHUTDOWN);
        log.expect("-t", "-a");
    }

    @Test
    void s16_oneThatWaitsForItsRestartHasNotEnded() {
        var top = start(supervisor("top").autoShutdown(AutoShutdown.ALL_SIGNIFICANT)
                .child(significant("b", Restart.TRANSIENT)
                        .backoff(Backoff.exponential(Worker.PATIENCE, Worker.PATIENCE).immediate(0)))
                .child(significant("c", Restart.TRANSIENT)));
        Worker.crash(node, "b");
        end("c", ExitReason.NORMAL);
        TestNode.eventually(top, it -> it.whichChildren().stream().map(ChildInfo::state).toList()
                .equals(List.of(ChildInfo.State.RESTARTING, ChildInfo.State.STOPPED)));
        assertThat(top.ref().pid().isAlive()).isTrue();
    }

    @Test
    void s16_whatTheSupervisorStopsDoesNotCount() {
        for (var setting : List.of(AutoShutdown.ANY_SIGNIFICANT, AutoShutdown.ALL_SIGNIFICANT)) {
            var top = start(supervisor("top").autoShutdown(setting).strategy(Strategy.ONE_FOR_ALL)
                    .child(log.spec("a")).child(significant("b", Restart.TRANSIENT))
                    .child(significant("t", Restart.TEMPORARY)));
            Worker.crash(node, "a"); // takes b and t with it, and t does not come back
            log.expect("+a", "+b", "+t", "-t", "-b", "+a", "+b");
            top.terminateChild("b");
            assertThat(top.whichChildren()).extracting(ChildInfo::state).containsExactly(ChildInfo.State.RUNNING,
                    ChildInfo.State.STOPPED);
            node.stop(top.ref().pid(), ExitReason.SHUTDOWN, Worker.PATIENCE);
            log.expect("-b", "-a");
        }
        assertThat(system.events(SupervisorEvent.AutoShutDown.class)).isEmpty();
    }

    @Test
    void s17_asSignificantWhatCannotBeIsRefused() {
        var b = significant("b", Restart.TRANSIENT);
        assertThatThrownBy(() -> start(supervisor("top").child(log.spec("a")).child(b)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("supervisor top: child b is significant, but its supervisor's autoShutdown is NEVER");
        var permanent = significant("p", Restart.PERMANENT);
        var any = supervisor("top").autoShutdown(AutoShutdown.ANY_SIGNIFICANT);
        assertThatThrownBy(() -> start(any.child(permanent))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("child p is significant, so its restart must be TRANSIENT or TEMPORARY");
        assertThat(log.lines).isEmpty();

        assertThatThrownBy(() -> start(any).startChild(permanent)).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must be TRANSIENT or TEMPORARY");
        assertThatThrownBy(() -> start(supervisor("top")).startChild(b)).hasMessageContaining("autoShutdown is NEVER");
        assertThatThrownBy(() -> start(DynamicSupervisorSpec.dynamicSupervisor("dynamic")).startChild(b))
                .hasMessageContaining("autoShutdown is NEVER");
        assertThat(log.lines).isEmpty();
    }
}
