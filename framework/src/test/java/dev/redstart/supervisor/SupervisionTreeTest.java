package dev.redstart.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TestNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class SupervisionTreeTest {
    private record Idle() implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            throw new IllegalStateException("asked to");
        }
    }

    /** Its init waits for a latch. */
    private record Slow(CountDownLatch began, CountDownLatch gate) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) throws Exception {
            began.countDown();
            gate.await();
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();
    private final SupervisionTree trees = SupervisionTree.of(node).patience(TestNode.PATIENCE);

    private TreeNode top() {
        var root = trees.picture();
        assertThat(root.process()).hasValueSatisfying(info -> assertThat(info.pid()).isEqualTo(node.first()));
        assertThat(root.children()).hasSize(1);
        return root.children().getFirst();
    }

    @Test
    void itShowsTheWholeTreeWithWhatOnlySupervisorsKnow() {
        var name = Name.<Object>of("a");
        node.start(supervisor("top").strategy(Strategy.REST_FOR_ONE)
                .child(ChildSpec.worker("a", ProcessSpec.<Boolean, Object>of("a", Idle::new).name(name)))
                .child(DynamicSupervisorSpec.dynamicSupervisor("dynamic").name(Name.of("dynamic")))
                .child(ChildSpec.worker("waiting", Idle::new).restart(Restart.TRANSIENT)
                        .backoff(Backoff.exponential(Duration.ofHours(1), Duration.ofHours(1)).immediate(0)))
                .childSpec().process());
        var dynamic = Supervisor.named(node, Name.of("dynamic"));
        dynamic.startChild(ChildSpec.worker("b", Idle::new));
        dynamic.startChild(ChildSpec.worker("c", Idle::new));
        var waiting = top().children().get(2);
        node.exit(waiting.process().orElseThrow().pid(), ExitReason.KILL);
        await().atMost(TestNode.PATIENCE)
                .until(() -> top().children().get(2).state() == ChildInfo.State.RESTARTING);
        var before = node.ref(name).pid();
        node.exit(node.ref(Name.of("dynamic")).pid(), ExitReason.KILL);
        await().atMost(TestNode.PATIENCE).until(() -> top().children().get(1).restarts() == 1);
        dynamic.startChild(ChildSpec.worker("b", Idle::new));

        var top = top();
        assertThat(top).returns("top", TreeNode::id).returns(ChildSpec.Type.SUPERVISOR, TreeNode::type);
        assertThat(top.strategy()).contains("rest_for_one");
        assertThat(top.children()).extracting(TreeNode::id).containsExactly("a", "dynamic", "waiting");
        var a = top.children().getFirst();
        assertThat(a.names()).containsExactly("a");
        assertThat(a.process().orElseThrow().pid()).isEqualTo(before);
        assertThat(a.process().orElseThrow().uptime()).isPresent();
        assertThat(top.children().get(1).strategy()).contains("dynamic");
        assertThat(top.children().get(1).children()).extracting(TreeNode::id).containsExactly("b");
    }

    @Test
    void aBusySupervisorIsShownWithTheChildrenItHas() throws Exception {
        var began = new CountDownLatch(1);
        var gate = new CountDownLatch(1);
        node.start(
                supervisor("top").name(Name.of("top")).child(ChildSpec.worker("a", Idle::new)).childSpec().process());
        var starter = Thread.ofVirtual().start(() -> Supervisor.named(node, Name.of("top"))
                .startChild(ChildSpec.worker("slow", () -> new Slow(began, gate))));
        began.await();

        var top = SupervisionTree.of(node).patience(Duration.ofMillis(20)).picture().children().getFirst();

        assertThat(top.strategy()).isEmpty();
        assertThat(top.type()).isEqualTo(ChildSpec.Type.SUPERVISOR);
        assertThat(top.children()).extracting(TreeNode::id).containsExactly("a", "slow");
        gate.countDown();
        starter.join();
        assertThat(top().children()).extracting(TreeNode::id).containsExactly("a", "slow");
    }

    @Test
    void manyChildrenAreCounted() {
        node.start(DynamicSupervisorSpec.dynamicSupervisor("many").name(Name.of("many")).childSpec().process());
        var many = Supervisor.named(node, Name.of("many"));
        List.of("a", "b", "c").forEach(id -> many.startChild(ChildSpec.worker(id, Idle::new)));
        var picture = trees.maxChildren(2).picture().children().getFirst();
        assertThat(picture.children()).extracting(TreeNode::id).containsExactly("a", "b");
        assertThat(picture.leftOut()).isEqualTo(1);
        assertThatThrownBy(() -> trees.maxChildren(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
