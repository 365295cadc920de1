package dev.redstart.process;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** OTP.md 1.14, agents. */
@Timeout(120)
class AgentTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    private Agent<Integer> counter() {
        return Agent.of(system.node().start(Agent.spec("counter", () -> 1)).orElseThrow());
    }

    @Test
    void functionsSeeAndChangeTheValueInTheOrderTheyArrive() {
        var counter = counter();
        assertThat(counter.<Integer>get(count -> count)).isEqualTo(1);
        counter.update(count -> count + 1);
        counter.cast(count -> count * 10);
        assertThat(counter.<String>getAndUpdate(count -> new Agent.Change<>("was " + count, count + 1)))
                .isEqualTo("was 20");
        assertThat(counter.<Integer>get(count -> count)).isEqualTo(21);
        assertThat(system.events(MutableMessage.class)).as("what a development node has against them").isEmpty();
    }

    @Test
    void functionsRunInsideTheAgent() {
        var counter = counter();
        var inside = new AtomicReference<Pid>();
        counter.update(count -> {
            inside.set(Objects.requireNonNull(Activation.process()));
            return count;
        });
        assertThat(inside.get()).isEqualTo(counter.ref().pid());
    }

    @Test
    void changesOfManyAreNotLost() throws Exception {
        var counter = counter();
        var before = new ConcurrentLinkedQueue<Integer>();
        Together.run(4, role -> {
            for (int i = 0; i < 250; i++) {
                if (role == 0) {
                    counter.update(count -> count + 1);
                } else if (role == 1) {
                    counter.cast(count -> count + 1);
                } else {
                    before.add(counter.getAndUpdate(count -> new Agent.Change<>(count, count + 1)));
                }
            }
        });
        assertThat(counter.<Integer>get(count -> count)).isEqualTo(1001);
        assertThat(before).doesNotHaveDuplicates();
    }

    @Test
    void aFunctionThatThrowsEndsTheAgentAndTheCallerHearsIt() {
        for (int form = 0; form < 3; form++) {
            var counter = counter();
            var which = form;
            assertThatThrownBy(() -> {
                switch (which) {
                    case 0 -> counter.get(_ -> fail());
                    case 1 -> counter.update(_ -> fail());
                    default -> counter.getAndUpdate(_ -> new Agent.Change<>(true, fail()));
                }
            }).isInstanceOfSatisfying(CallException.ServerExited.class,
                    e -> assertThat(e.reason()).isInstanceOfSatisfying(ExitReason.Crash.class,
                            crash -> assertThat(crash.message()).isEqualTo("broken function")));
            assertThat(counter.ref().pid().isAlive()).isFalse();
        }
        assertThat(system.crashReports()).extracting(ProcessCrashed::label).containsOnly("counter").hasSize(3);
    }

    private static int fail() {
        throw new IllegalStateException("broken function");
    }

    @Test
    void anAgentMayHaveANameAndBeginsAnewWithEveryStart() {
        var name = Name.<AgentRequest<List<String>>>of("list");
        var spec = Agent.<List<String>>spec("list", List::of).name(name);
        var list = Agent.of(system.node().ref(name));
        for (int i = 0; i < 2; i++) {
            var started = system.node().start(spec).orElseThrow();
            assertThat(list.<Integer>get(List::size)).isZero();
            list.update(_ -> List.of("a"));
            assertThat(list.<Integer>get(List::size)).isEqualTo(1);
            system.kill(started.pid());
        }
    }

    @Test
    void callingTheAgentFromInsideIsRefused() {
        var counter = counter();
        assertThatThrownBy(() -> counter.update(count -> counter.<Integer>get(inner -> inner) + count))
                .isInstanceOf(CallException.ServerExited.class).hasMessageContaining("calls itself");
    }
}
