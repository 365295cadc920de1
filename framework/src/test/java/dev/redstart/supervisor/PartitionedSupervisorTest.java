package dev.redstart.supervisor;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TestNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.supervisor.PartitionedSupervisorSpec.partitionedSupervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** OTP.md 5, Supervisors, copies by key (S21). */
class PartitionedSupervisorTest {
    private static final Name<Worker.Order> NAME = Name.of("copy");

    private enum Colour {
        RED, GREEN
    }

    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();
    private final Worker.Log log = new Worker.Log();
    private final PartitionedSupervisorSpec<Worker.Order> four = partitionedSupervisor(NAME,
            () -> new Worker("copy", log, true)).partitions(4);

    @SuppressWarnings("unchecked") // the process of a supervisor's spec
    private Supervisor start(Startable spec) {
        var process = (ProcessSpec<?, SupervisorRequest>) spec.childSpec().process();
        return new Supervisor(node.start(process).orElseThrow());
    }

    @Test
    void s21_integersGoToTheirAbsoluteValueModuloTheCopies() {
        var top = start(four);
        var pids = top.whichChildren().stream().map(child -> child.pid().orElseThrow()).toList();
        assertThat(pids).hasSize(4);
        for (int k = -9; k <= 9; k++) {
            var expected = pids.get(Math.abs(k) % 4);
            for (Object key : List.<Object>of(k, (long) k, (short) k, (byte) k)) {
                assertThat(four.ref(node, key).pid()).isEqualTo(expected);
            }
        }
        assertThat(four.partitions(7).partitionOf(Integer.MIN_VALUE)).isEqualTo((int) ((1L << 31) % 7));
        assertThat(four.partitions(7).partitionOf(Long.MIN_VALUE)).isEqualTo((int) Long.remainderUnsigned(1L << 63, 7));
    }

    @Test
    void s21_equalKeysReachTheSameCopyAndManyKeysReachAll() {
        start(four);
        var reached = new HashSet<Pid>();
        for (int i = 0; i < 1000; i++) {
            var pid = four.ref(node, new Key("room", i)).pid();
            assertThat(four.ref(node, new Key(new String(new char[]{'r', 'o', 'o', 'm'}), i)).pid()).isEqualTo(pid);
            reached.add(pid);
        }
        assertThat(reached)
                .containsExactlyInAnyOrderElementsOf(four.refs(node).stream().map(ref -> ref.pid()).toList());
        assertThat(four.partitionOf(Colour.RED)).isEqualTo(four.partitionOf("RED"));
    }

    private record Key(String kind, int number) {}

    @Test
    void s21_likeKeysAreSpreadEvenly() {
        var families = List.<List<Object>>of(IntStream.range(0, 8000).<Object>mapToObj(i -> "room:" + i).toList(),
                IntStream.range(0, 8000).<Object>mapToObj(i -> (double) i).toList(),
                IntStream.range(0, 8000).<Object>mapToObj(i -> new Key("", i * 64)).toList());
        for (var family : families) {
            var counts = new ArrayList<>(List.of(0, 0, 0, 0, 0, 0, 0, 0));
            var eight = four.partitions(8);
            for (var key : family) {
                counts.set(eight.partitionOf(key), counts.get(eight.partitionOf(key)) + 1);
            }
            assertThat(counts).allSatisfy(count -> assertThat(count).isBetween(700, 1300));
        }
    }

    @Test
    void s21_aReferenceByKeySurvivesARestart() {
        start(four);
        var ref = four.ref(node, 2);
        var before = ref.pid();
        ref.tell(new Worker.Crash());
        TestNode.eventually(node, it -> it.whereis(Name.of("copy/2")).isPresent() && !ref.pid().equals(before));
        assertThat(four.ref(node, 1).pid().isAlive()).isTrue();
    }

    @Test
    void dynamicSupervisorsCanBeTheCopies() {
        var name = Name.<SupervisorRequest>of("rooms");
        var rooms = partitionedSupervisor(name, DynamicSupervisorSpec.dynamicSupervisor("rooms")).partitions(2);
        var top = start(rooms);
        assertThat(top.whichChildren()).extracting(ChildInfo::type).containsOnly(ChildSpec.Type.SUPERVISOR);
        new Supervisor(rooms.ref(node, 1)).startChild(log.spec("a"));
        assertThat(new Supervisor(rooms.ref(node, 0)).whichChildren()).isEmpty();
        assertThat(new Supervisor(rooms.ref(node, 3)).whichChildren()).extracting(ChildInfo::id).containsExactly("a");
    }

    @Test
    void copiesAndTheirSupervisorCanBeChanged() {
        var top = start(four.partitions(2).copies(copy -> copy.restart(Restart.TRANSIENT))
                .supervisor(spec -> spec.strategy(Strategy.ONE_FOR_ALL)));
        log.expect("+copy", "+copy");
        four.ref(node, 0).tell(new Worker.Stop(ExitReason.NORMAL));
        TestNode.eventually(top, it -> it.whichChildren().getFirst().state() == ChildInfo.State.STOPPED);
        node.ref(Name.<Worker.Order>of("copy/1")).tell(new Worker.Crash());
        log.expect("-copy", "+copy", "+copy");
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> four.partitions(0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partitions of copy must be >= 1, was 0");
        assertThatThrownBy(() -> four.partitionOf(new int[]{1})).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("was a int[]");
        assertThatThrownBy(() -> four.supervisor(spec -> spec.child(log.spec("a"))))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("was given a");
    }
}
