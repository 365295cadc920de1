package dev.redstart.supervisor;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.Registry;
import dev.redstart.process.ReplyTo;
import dev.redstart.process.TestNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;

/** A registry as a child, and addresses by key across restarts (OTP.md 5, R05). */
class RegistryLifetimeTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();
    private final Registry<String, Boolean, Who> rooms = Registry.unique("rooms");

    private record Who(ReplyTo<Pid> from) {}

    private record Room(Registry<String, Boolean, Who> rooms, String key) implements GenServer<Boolean, Who> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Who> context) {
            return rooms.register(context, key, true).isEmpty() ? InitResult.started(true) : InitResult.ignore();
        }

        @Override
        public Next<Boolean> handle(Who who, Boolean state, ProcessContext<Who> context) {
            who.from().reply(context.pid());
            return Next.same();
        }
    }

    private Supervisor tree() {
        @SuppressWarnings("unchecked") // the process of a supervisor's spec
        var process = (ProcessSpec<?, SupervisorRequest>) supervisor("top").strategy(Strategy.REST_FOR_ONE)
                .child(ChildSpec.registry(rooms))
                .child(ChildSpec.worker("lobby", () -> new Room(rooms, "lobby"))).childSpec().process();
        return new Supervisor(node.start(process).orElseThrow());
    }

    private Pid otherThan(Pid before) {
        TestNode.eventually(rooms, it -> it.whereis("lobby").filter(room -> !room.pid().equals(before)).isPresent());
        return rooms.via("lobby").pid();
    }

    @Test
    void r05_aCallByKeyReachesTheNewProcessAfterARestart() {
        tree();
        var via = rooms.via("lobby");
        var first = via.call(Who::new);
        system.kill(first);
        var second = otherThan(first);
        assertThat(via.call(Who::new)).isEqualTo(second).isNotEqualTo(first);
    }

    @Test
    void aRegistryThatComesBackIsFilledAgainByThoseStartedAfterIt() {
        var top = tree();
        var before = rooms.via("lobby").pid();
        system.kill(top.whichChildren().getFirst().pid().orElseThrow());
        otherThan(before);
        assertThat(rooms.count()).isEqualTo(1);

        node.stop(top.ref().pid(), ExitReason.SHUTDOWN, Worker.PATIENCE);
        assertThat(rooms.lookup("lobby")).isEmpty();
        tree();
        assertThat(rooms.via("lobby").call(Who::new).isAlive()).isTrue();
    }
}
