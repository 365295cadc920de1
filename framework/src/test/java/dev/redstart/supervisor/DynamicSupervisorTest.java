package dev.redstart.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.redstart.process.Agent;
import dev.redstart.process.AgentRequest;
import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TestNode;
import dev.redstart.process.test.TestRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.supervisor.DynamicSupervisorSpec.dynamicSupervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** OTP.md 5, Supervisors, those whose children come and go. */
class DynamicSupervisorTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    @RegisterExtension
    final TestNode virtual = new TestNode(TestRuntime.onVirtualTime());

    private final LocalNode node = system.node();
    private final Worker.Log log = new Worker.Log();

    @SuppressWarnings("unchecked") // the process of a supervisor's spec
    private static Supervisor start(LocalNode where, DynamicSupervisorSpec spec) {
        var process = (ProcessSpec<?, SupervisorRequest>) spec.childSpec().process();
        return new Supervisor(where.start(process).orElseThrow());
    }

    private Supervisor start(DynamicSupervisorSpec spec) {
        return start(node, spec);
    }

    private ExitReason stop(Supervisor supervisor) {
        return node.stop(supervisor.ref().pid(), ExitReason.SHUTDOWN, Worker.PATIENCE);
    }

    @Test
    void s19_maxChildrenIsALimitThatEndsMakeRoomIn() {
        var top = start(dynamicSupervisor("top").maxChildren(2));
        top.startChild(log.spec("a").restart(Restart.TEMPORARY));
        top.startChild(log.spec("b"));
        assertThatThrownBy(() -> top.startChild(log.spec("c"))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("max_children");

        Worker.crash(node, "a");
        TestNode.eventually(top, it -> it.whichChildren().size() == 1);
        assertThat(top.startChild(log.spec("c"))).isPresent();
    }

    @Test
    void s19_aChildThatIsRestartingCounts() throws Exception {
        var top = start(dynamicSupervisor("top").maxChildren(1).intensity(1000, Duration.ofMinutes(1)));
        top.startChild(log.spec("a"));
        log.failInits("a", 200);
        var refused = top.ref().<SupervisorRequest.StartOutcome>ask(
                from -> new SupervisorRequest.StartChild(log.spec("b"), from), Worker.PATIENCE).toCompletableFuture();
        Worker.crash(node, "a");
        assertThat(refused.get(20, TimeUnit.SECONDS)).isInstanceOf(SupervisorRequest.StartOutcome.Refused.class);
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> top.startChild(log.spec("b"))).hasMessageContaining("max_children");
        }
        TestNode.eventually(node, it -> it.whereis(Worker.name("a")).isPresent());
    }

    @Test
    void aChildStartedByItsProcessKeepsTheTypeOfItsMessages() {
        var top = start(dynamicSupervisor("top"));
        ProcessRef<AgentRequest<Integer>> agent = top
                .startChild(Agent.spec("one", () -> 1), child -> child.restart(Restart.TEMPORARY)).orElseThrow();
        assertThat(Agent.of(agent).<Integer>get(value -> value)).isEqualTo(1);
        assertThat(top.whichChildren()).singleElement().satisfies(child -> assertThat(child.id()).isEqualTo("one"));
        system.kill(agent.pid());
        TestNode.eventually(top, it -> it.whichChildren().isEmpty());
        assertThat(Agent.of(top.startChild(Agent.spec("two", () -> 2)).orElseThrow()).<Integer>get(value -> value))
                .isEqualTo(2);
        assertThatThrownBy(() -> top.startChild(Agent.spec("three", () -> 3), _ -> log.spec("other")))
                .hasMessage("the rules of child three must not change its process, made other");
    }

    @Test
    void s20_allChildrenStopAtOnce() {
        var silent = virtual.probe("silent").ref();
        var top = start(virtual.node(), dynamicSupervisor("top"));
        var many = 10_000;
        var spec = ChildSpec.worker("waiting", () -> new Worker.Waiting(silent)).shutdown(Duration.ofSeconds(1));
        for (int i = 0; i < many; i++) {
            top.startChild(spec);
        }
        assertThat(virtual.node().processCount()).isEqualTo(many + 2);

        virtual.node().exit(top.ref().pid(), ExitReason.SHUTDOWN);

        virtual.runtime().advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(virtual.node().processCount()).isEqualTo(many + 2);
        virtual.runtime().advance(Duration.ofNanos(1));
        assertThat(top.ref().pid().isAlive()).isFalse();
        assertThat(virtual.events(SupervisorEvent.ShutdownFailed.class)).hasSize(many);
    }

    @Test
    void s20_budgetsRunSideBySide() {
        var silent = virtual.probe("silent").ref();
        var top = start(virtual.node(), dynamicSupervisor("top"));
        top.startChild(ChildSpec.worker("long", () -> new Worker.Waiting(silent)).shutdown(Duration.ofSeconds(6)));
        top.startChild(ChildSpec.worker("short", () -> new Worker.Waiting(silent)).shutdown(Duration.ofSeconds(3)));
        top.startChild(ChildSpec.worker("brutal", () -> new Worker.Waiting(silent)).shutdown(Shutdown.BRUTAL_KILL));
        top.startChild(log.spec("infinite").shutdown(Shutdown.INFINITY));

        virtual.node().exit(top.ref().pid(), ExitReason.SHUTDOWN);

        var left = new ArrayList<Long>();
        for (var seconds : List.of(0, 3, 3)) {
            virtual.runtime().advance(Duration.ofSeconds(seconds));
            left.add(virtual.node().processCount());
        }
        assertThat(left).as("the silent one, the supervisor, and who is still being asked").containsExactly(4L, 3L, 1L);
        assertThat(virtual.events(SupervisorEvent.ShutdownFailed.class)).extracting(SupervisorEvent::child)
                .containsExactlyInAnyOrder("long", "short");
    }

    @Test
    void aPermanentChildComesBackAndATemporaryOneDoesNot() {
        var top = start(dynamicSupervisor("top"));
        top.startChild(log.spec("permanent"));
        top.startChild(log.spec("temporary").restart(Restart.TEMPORARY));
        var before = Worker.pid(node, "permanent");
        Worker.crash(node, "permanent");
        Worker.crash(node, "temporary");
        Worker.pidAfter(node, "permanent", before);
        TestNode.eventually(top, it -> it.whichChildren().stream().map(ChildInfo::id).toList()
                .equals(List.of("permanent")));
    }

    @Test
    void tooManyRestartsEndIt() {
        var top = start(dynamicSupervisor("top").intensity(1, Duration.ofMinutes(1)));
        top.startChild(log.spec("a"));
        top.startChild(log.spec("b"));
        var end = node.whenEnded(top.ref().pid()).toCompletableFuture();
        log.failInits("a", 5);
        Worker.crash(node, "a");
        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ExitReason.SHUTDOWN);
        log.expect("+a", "+b", "!a", "-b");
    }

    @Test
    void childrenOfOneIdAreRestartedEach() {
        // regression: two of one id that failed to restart were kept as one
        var top = start(dynamicSupervisor("top").intensity(1000, Duration.ofMinutes(1)));
        for (int i = 0; i < 3; i++) {
            top.startChild(log.anonymous("same", true));
        }
        var children = top.whichChildren();
        log.failInits("same", 10);
        children.forEach(child -> child.pid().ifPresent(system::kill));
        await().atMost(Worker.PATIENCE).until(() -> {
            var now = top.whichChildren();
            return now.size() == 3 && now.stream().allMatch(child -> child.state() == ChildInfo.State.RUNNING)
                    && now.stream().noneMatch(children::contains);
        });
    }

    @Test
    void aChildStoppedOnRequestIsNotReported() {
        var top = start(dynamicSupervisor("top"));
        top.startChild(log.spec("a").shutdown(Shutdown.BRUTAL_KILL));
        top.terminateChild("a");
        assertThat(top.whichChildren()).isEmpty();
        assertThatThrownBy(() -> top.terminateChild("a")).hasMessageContaining("no child a");
        assertThat(system.events(SupervisorEvent.ChildTerminated.class)).isEmpty();
        assertThatThrownBy(() -> top.deleteChild("a")).hasMessageContaining("keeps no stopped children");
        assertThatThrownBy(() -> top.restartChild("a")).hasMessageContaining("keeps no stopped children");
    }

    @Test
    void aStrangersExitSignalIsNoChild() {
        var top = start(dynamicSupervisor("top"));
        var stranger = system.probe("stranger");
        stranger.act(context -> context.exit(top.ref().pid(), new ExitReason.Custom("x")));
        assertThat(top.whichChildren()).isEmpty();
        assertThat(system.events(SupervisorEvent.ChildTerminated.class)).isEmpty();
    }

    @Test
    void adoptedChildrenAreShownReportedAndStopped() {
        var top = start(dynamicSupervisor("top"));
        var kind = node.kind("adopted", new Worker("adopted", log, true), Mailbox.DEFAULT, true);
        var one = kind.spawn("state", top.ref().pid());
        var two = kind.spawn("state", top.ref().pid());
        assertThat(top.whichChildren()).extracting(ChildInfo::id).containsExactly("adopted", "adopted");

        one.tell(new Worker.Crash());
        await().atMost(Worker.PATIENCE)
                .until(() -> system.events(SupervisorEvent.ChildTerminated.class).size() == 1);
        assertThat(top.whichChildren()).hasSize(1);

        stop(top);
        assertThat(two.pid().isAlive()).isFalse();
        log.expect("-adopted");
    }
}
