package dev.redstart.process;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import dev.redstart.process.RegistryEvent.Registered;
import dev.redstart.process.RegistryEvent.Unregistered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A registry whose processes end while somebody does something to it, over and over. */
@Timeout(120)
class RegistryRacesTest {
    private static final int ROUNDS = 400;

    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();
    private final Registry<String, Integer, Object> unique = started(Registry.unique("unique"));
    private final Registry<String, Integer, Object> duplicate = started(Registry.duplicate("duplicate"));

    private Registry<String, Integer, Object> started(Registry<String, Integer, Object> registry) {
        node.start(registry.lifetime());
        return registry;
    }

    /** Of all processes that ever were. */
    private void awaitEmpty(Registry<String, Integer, Object> registry) {
        TestNode.eventually(registry, it -> it.count() == 0);
        assertThat(registry.select((_, _) -> true)).isEmpty();
    }

    private static void checkThatEventsAlternate(Probe listener) {
        listener.settle();
        Map<Object, Pid> holders = new HashMap<>();
        for (var event : listener.heard()) {
            switch (event) {
                case Registered<?, ?> came -> assertThat(holders.put(came.key(), came.pid())).isNull();
                case Unregistered<?, ?> gone -> assertThat(holders.remove(gone.key())).isEqualTo(gone.pid());
                default -> throw new AssertionError(event);
            }
        }
        assertThat(holders).isEmpty();
    }

    @Test
    void r07_eventsOfAKeyAlternateAndNothingStays() throws Exception {
        var listener = system.probe("listener");
        unique.listen(listener.ref());
        for (int round = 0; round < ROUNDS; round++) {
            var probes = List.of(system.probe("a"), system.probe("b"), system.probe("c"));
            Together.run(6, role -> {
                var probe = probes.get(role % 3);
                if (role < 3) {
                    probe.later(context -> {
                        unique.register(context, "k", role);
                        unique.register(context, "own" + role, role);
                        unique.unregister(context, "k");
                        unique.register(context, "k", role);
                    });
                } else {
                    system.kill(probe.pid());
                }
            });
        }
        awaitEmpty(unique);
        checkThatEventsAlternate(listener);
    }

    @Test
    void aKeyIsHeldByOneLivingProcessAtATime() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var holder = system.probe("holder");
            holder.act(context -> unique.register(context, "k", 0));
            var heir = system.probe("heir");
            var won = new AtomicReference<Boolean>(false);
            Together.run(2, role -> {
                if (role == 0) {
                    heir.act(context -> won.set(unique.register(context, "k", 1).isEmpty()));
                } else {
                    system.kill(holder.pid());
                }
            });
            var now = unique.whereis("k");
            assertThat(now.isPresent()).isEqualTo(won.get());
            now.ifPresent(ref -> assertThat(ref.pid()).isEqualTo(heir.pid()));
            system.kill(heir.pid());
            assertThat(unique.whereis("k")).isEmpty();
        }
        awaitEmpty(unique);
    }

    @Test
    void r02_nobodyFindsAProcessWhoseDownWasSeen() throws Exception {
        var watcher = system.probe("watcher");
        for (int round = 0; round < ROUNDS; round++) {
            var victim = system.probe("victim");
            watcher.act(context -> context.monitor(victim.pid()));
            Together.run(3, role -> {
                switch (role) {
                    case 0 -> victim.later(context -> {
                        for (int i = 0; i < 20; i++) {
                            duplicate.register(context, "k", i);
                            duplicate.register(context, "k" + i, i);
                            duplicate.unregister(context, "k");
                        }
                    });
                    case 1 -> system.kill(victim.pid());
                    default -> {
                        watcher.next(Signal.Down.class);
                        assertThat(duplicate.lookup("k")).isEmpty();
                        assertThat(duplicate.select((_, _) -> true)).isEmpty();
                        assertThat(duplicate.keys(victim.pid())).isEmpty();
                        assertThat(duplicate.count()).isZero();
                    }
                }
            });
        }
    }

    @Test
    void aZombieRegistersNothing() throws Exception {
        for (int round = 0; round < 50; round++) {
            var victim = system.probe("victim");
            var entered = new CountDownLatch(1);
            var dead = new AtomicBoolean();
            var caught = new ConcurrentLinkedQueue<Throwable>();
            victim.later(context -> {
                entered.countDown();
                while (!dead.get()) {
                    Thread.onSpinWait();
                }
                for (var registry : List.of(unique, duplicate)) {
                    try {
                        registry.register(context, "k", 1);
                    } catch (Throwable thrown) { // what a handler would not catch
                        caught.add(thrown);
                    }
                }
            });
            entered.await();
            system.kill(victim.pid());
            dead.set(true);
            TestNode.eventually(caught, it -> it.size() == 2);
            assertThat(caught).allMatch(ProcessExit.class::isInstance);
            assertThat(unique.count() + duplicate.count()).isZero();
        }
    }

    @Test
    void ofManyThatStartUnderOneKeyOneStarts() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var refused = new ConcurrentLinkedQueue<Pid>();
            var started = new ConcurrentLinkedQueue<Pid>();
            Together.run(3, _ -> {
                try {
                    var spec = ProcessSpec.<Boolean, Object>of("keyed", Idle::new).registered(unique, "k", 1);
                    started.add(node.start(spec).orElseThrow().pid());
                } catch (StartException e) {
                    assertThat(e.reason()).isInstanceOfSatisfying(ExitReason.Custom.class,
                            custom -> refused.add(((StartException.AlreadyStarted) custom.term()).pid()));
                }
            });
            assertThat(started).hasSize(1);
            assertThat(refused).hasSize(2).containsOnly(started.element());
            system.kill(started.element());
        }
        awaitEmpty(unique);
    }

    private static final class Idle implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    /** Each comes with the end of another; all share one key, and with it one lock. */
    @Test
    void aChainOfLinksWhoseEndsReleaseOneKeyDoesNotBlock() throws Exception {
        var listener = system.probe("listener");
        duplicate.listen(listener.ref());
        for (int round = 0; round < 20; round++) {
            var before = system.probe("first");
            var first = before;
            for (int i = 0; i < 50; i++) {
                var next = system.probe("next");
                before.act(context -> {
                    context.link(next.pid());
                    duplicate.register(context, "k", 1);
                });
                duplicate.listen(next.ref());
                before = next;
            }
            var last = before;
            Together.run(2, role -> system.kill(role == 0 ? first.pid() : last.pid()));
            awaitEmpty(duplicate);
        }
    }

    @Test
    void aRegistryThatEndsAmongRegistrationsKeepsNothingAndComesBack() throws Exception {
        var registry = Registry.<String, Integer, Object>unique("restarting");
        var listener = system.probe("listener");
        registry.listen(listener.ref());
        for (int round = 0; round < ROUNDS; round++) {
            var life = node.start(registry.lifetime()).orElseThrow();
            var probe = system.probe("probe");
            Together.run(2, role -> {
                if (role == 0) {
                    probe.act(context -> {
                        for (int i = 0; i < 10; i++) {
                            try {
                                registry.register(context, "k" + i, i);
                            } catch (IllegalStateException e) {
                                assertThat(e).hasMessageContaining("does not run");
                            }
                        }
                    });
                } else {
                    system.kill(life.pid());
                }
            });
            system.awaitEnd(life.pid());
            assertThat(registry.select((_, _) -> true)).isEmpty();
            assertThat(((LocalPid) probe.pid()).holdings()).isEmpty();
            system.kill(probe.pid());
        }
        checkThatEventsAlternate(listener);
    }

    @Test
    void aRegistryKilledWhileItStartsCanBeStartedAgain() throws Exception {
        var registry = Registry.<String, Integer, Object>unique("starting");
        var others = node.children(node.first());
        for (int round = 0; round < ROUNDS; round++) {
            var over = new AtomicBoolean();
            Together.run(2, role -> {
                if (role == 0) {
                    try {
                        node.start(registry.lifetime());
                    } catch (StartException e) {
                        assertThat(e.reason()).isInstanceOf(ExitReason.Killed.class);
                    } finally {
                        over.set(true);
                    }
                } else {
                    while (!over.get()) {
                        killAllBut(others);
                    }
                }
            });
            killAllBut(others);
            TestNode.eventually(node, _ -> Activation.fenced() == 0);
        }
        node.start(registry.lifetime());
    }

    private void killAllBut(List<Pid> some) {
        node.children(node.first()).stream().filter(pid -> !some.contains(pid)).forEach(system::kill);
    }
}
