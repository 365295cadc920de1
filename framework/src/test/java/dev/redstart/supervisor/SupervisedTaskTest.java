package dev.redstart.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.redstart.process.Agent;
import dev.redstart.process.AgentRequest;
import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.Task;
import dev.redstart.process.TaskException;
import dev.redstart.process.TestNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.supervisor.DynamicSupervisorSpec.dynamicSupervisor;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** OTP.md 1.14: a dynamic supervisor is all a task needs to be supervised; agents are children like any others. */
@Timeout(120)
class SupervisedTaskTest {
    private static final Name<SupervisorRequest> TASKS = Name.of("tasks");

    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();
    private final CountDownLatch never = new CountDownLatch(1);

    @SuppressWarnings("unchecked") // the process of a supervisor's spec
    private Supervisor start(Startable spec) {
        var process = (ProcessSpec<?, SupervisorRequest>) spec.childSpec().process();
        return new Supervisor(node.start(process).orElseThrow());
    }

    @Test
    void aTaskIsATemporaryChildWhoseCrashConcernsNobody() {
        var tasks = start(dynamicSupervisor("tasks").name(TASKS).intensity(1, Duration.ofMinutes(1)));
        var owner = system.probe("owner");
        owner.act(context -> {
            for (int i = 0; i < 5; i++) { // more often than the supervisor would restart anything
                var task = Task.<Integer>asyncNoLink(context, context.ref(TASKS), self -> {
                    assertThat(self.parent()).isEqualTo(tasks.ref().pid());
                    throw new IllegalStateException("broken task");
                });
                assertThatThrownBy(task::await).isInstanceOf(TaskException.Exited.class);
            }
        });
        TestNode.eventually(system, it -> it.events(SupervisorEvent.ChildTerminated.class).size() == 5);
        assertThat(tasks.whichChildren()).isEmpty();
        owner.heardNothing();
    }

    @Test
    void theSupervisorEndsItsTasksWhenItStops() {
        var tasks = start(dynamicSupervisor("tasks"));
        var owner = system.probe("owner");
        var started = owner.<List<Pid>>run(context -> List.of(
                Task.asyncNoLink(context, tasks.ref(), _ -> {
                    never.await();
                    return true;
                }).pid(),
                Task.start(context, tasks.ref(), _ -> never.await())));
        assertThat(tasks.whichChildren()).extracting(child -> child.pid().orElseThrow())
                .containsExactlyElementsOf(started);
        assertThat(tasks.whichChildren()).extracting(ChildInfo::id).containsOnly("task");
        node.stop(tasks.ref().pid(), ExitReason.SHUTDOWN, TestNode.PATIENCE);
        assertThat(started).noneMatch(Pid::isAlive);
        owner.heardNothing();
    }

    @Test
    void anAgentIsRestartedWithItsFirstValue() {
        var name = Name.<AgentRequest<Integer>>of("counter");
        start(supervisor("top").child(ChildSpec.worker("counter", Agent.spec("counter", () -> 0).name(name))));
        var counter = Agent.of(node.ref(name));
        counter.update(count -> count + 1);
        var before = counter.ref().pid();
        counter.cast(_ -> {
            throw new IllegalStateException("broken function");
        });
        TestNode.eventually(node, it -> it.whereis(name).filter(ref -> !ref.pid().equals(before)).isPresent());
        assertThat(counter.<Integer>get(count -> count)).isZero();
    }
}
