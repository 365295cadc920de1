package dev.redstart.process;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Processes that outlive their parent: they belong to the node's first process from then on, so that nothing outlives the node. */
@Timeout(120)
class OrphanTest {
    private static final int ROUNDS = 400;

    @RegisterExtension
    final TestNode system = new TestNode();

    private Probe orphan() {
        var parent = system.probe("parent");
        var child = parent.startChild("child", false);
        parent.step(_ -> Next.stop(0)); // normally, which ends no linked process
        system.awaitEnd(parent.pid());
        return child;
    }

    @Test
    void aChildThatSurvivesItsParentIsAChildOfTheFirstProcess() {
        var orphan = orphan();
        TestNode.eventually(system.node(), it -> it.children(it.first()).contains(orphan.pid()));
        assertThat(orphan.pid().isAlive()).isTrue();

        orphan.crash("x");
        TestNode.eventually(system.node(), it -> it.children(it.first()).isEmpty());
        assertThat(((LocalPid) system.node().first()).extension().children()).isEmpty();
    }

    @Test
    void closingTheNodeEndsItToo() {
        var orphan = orphan();
        system.node().close();
        await().atMost(TestNode.PATIENCE).until(() -> !orphan.pid().isAlive());
    }

    @Test
    void parentAndChildrenMayEndAtOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var parent = system.probe("parent");
            var one = parent.startChild("one", false);
            var other = parent.startChild("other", false);
            var third = parent.startChild("third", false);
            Together.run(3, role -> {
                switch (role) {
                    case 0 -> parent.step(_ -> Next.stop(0));
                    case 1 -> system.kill(one.pid());
                    default -> system.kill(third.pid());
                }
            });
            TestNode.eventually(parent.pid(), pid -> !pid.isAlive());
            system.kill(other.pid());
            system.kill(third.pid());
        }
        await().atMost(TestNode.PATIENCE)
                .until(() -> ((LocalPid) system.node().first()).extension().children().isEmpty());
    }
}
