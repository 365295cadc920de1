package dev.redstart.process;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.process.TestNode.PATIENCE;
import static dev.redstart.process.TestNode.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The locks of a registry's keys (OTP.md 1.12). */
@Timeout(120)
class RegistryLockTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();
    private final Registry<String, Integer, Object> registry = Registry.unique("locked");
    private final Pid lifetime = node.start(registry.lifetime()).orElseThrow().pid();
    private final Queue<String> order = new ConcurrentLinkedQueue<>();

    @AfterEach
    void nothingIsKept() {
        if (lifetime.isAlive()) {
            eventually(registry, known -> known.keyLocks().size() == 0);
        }
    }

    /** Locks the key, and holds it until the latch is opened. */
    private CountDownLatch hold(Probe probe, String key) throws InterruptedException {
        var leave = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        probe.later(_ -> registry.locked(key, () -> {
            order.add(probe.kit().toString());
            entered.countDown();
            return await(leave);
        }));
        entered.await();
        return leave;
    }

    private static boolean await(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the lock and notes that it got it. */
    private void waitFor(Probe probe, String key, String note) {
        var before = registry.keyLocks().waiting(key);
        probe.later(_ -> registry.locked(key, PATIENCE, () -> order.add(note)));
        eventually(registry, known -> known.keyLocks().waiting(key) == before + 1);
    }

    @Test
    void thoseWhoWaitGetInInTheOrderTheyCame() throws Exception {
        var leave = hold(system.probe("holder"), "k");
        order.clear();
        for (int i = 0; i < 5; i++) {
            waitFor(system.probe("p" + i), "k", "p" + i);
        }
        assertThat(order).isEmpty();
        leave.countDown();
        eventually(order, seen -> seen.size() == 5);
        assertThat(order).containsExactly("p0", "p1", "p2", "p3", "p4");
    }

    @Test
    void otherKeysDoNotWait() throws Exception {
        var leave = hold(system.probe("holder"), "k");
        assertThat(registry.<String>locked("l", () -> "free")).isEqualTo("free");
        leave.countDown();
    }

    @Test
    void theLockOfAKilledHolderIsFreeThoughItsCallbackStillRuns() throws Exception {
        var holder = system.probe("holder");
        var watcher = system.probe("watcher");
        watcher.act(context -> context.monitor(holder.pid()));
        var go = new AtomicBoolean();
        var entered = new CountDownLatch(1);
        holder.later(_ -> registry.locked("k", () -> {
            entered.countDown();
            while (!go.get()) { // deaf to interrupts
                Thread.onSpinWait();
            }
            return true;
        }));
        entered.await();
        system.kill(holder.pid());
        watcher.next(Signal.Down.class);
        assertThat(registry.keyLocks().size()).isZero();
        var second = hold(system.probe("second"), "k");
        go.set(true); // what the zombie gives back is not the second's
        eventually(node, known -> known.info(holder.pid()).state() == ProcessState.DEAD);
        assertThat(registry.keyLocks().size()).isEqualTo(1);
        second.countDown();
    }

    @Test
    void whoWaitsGetsTheLockOfAKilledHolder() throws Exception {
        var holder = system.probe("holder");
        hold(holder, "k");
        waitFor(system.probe("next"), "k", "next");
        system.kill(holder.pid());
        eventually(order, seen -> seen.contains("next"));
    }

    @Test
    void aKilledWaiterIsPassedOver() throws Exception {
        var leave = hold(system.probe("holder"), "k");
        var waiter = system.probe("waiter");
        waitFor(waiter, "k", "killed");
        waitFor(system.probe("next"), "k", "next");
        system.kill(waiter.pid());
        eventually(registry, known -> known.keyLocks().waiting("k") == 1);
        leave.countDown();
        eventually(order, seen -> seen.contains("next"));
        assertThat(order).doesNotContain("killed");
    }

    @Test
    void whoWaitsInVainIsToldWhoHoldsIt() throws Exception {
        var holder = system.probe("holder");
        var leave = hold(holder, "k");
        assertThatThrownBy(() -> registry.locked("k", Duration.ofMillis(5), () -> order.add("never")))
                .isInstanceOf(Registry.LockTimeout.class).hasMessage(
                        "registry locked: the lock of key k was not free within 5 ms, it is held by " + holder.pid());
        assertThat(registry.keyLocks().waiting("k")).isZero();
        assertThat(order).doesNotContain("never");
        leave.countDown();
    }

    @Test
    void theHolderMayLockAgain() {
        var probe = system.probe("holder");
        var inner = probe.run(_ -> registry.<Integer>locked("k",
                () -> registry.<Integer>locked("k", () -> registry.keyLocks().size())));
        assertThat(inner).isEqualTo(1);
        assertThat(registry.keyLocks().size()).isZero();
        assertThat(registry.<String>locked("k", () -> registry.<String>locked("k", () -> "a thread may, too")))
                .isEqualTo("a thread may, too");
    }

    @Test
    void anActionThatThrowsGivesTheLockBack() {
        assertThatThrownBy(() -> registry.locked("k", () -> {
            throw new IllegalArgumentException("no");
        })).hasMessage("no");
        assertThat(registry.keyLocks().size()).isZero();
        var probe = system.probe("crashing");
        probe.later(_ -> registry.locked("k", () -> {
            throw new IllegalArgumentException("no");
        }));
        eventually(probe.pid(), pid -> !pid.isAlive());
        assertThat(registry.keyLocks().size()).isZero();
    }

    @Test
    void aRegistryThatEndsKeepsNobodyWaiting() throws Exception {
        var leave = hold(system.probe("holder"), "k");
        var refused = new CompletableFuture<Throwable>();
        Thread.ofVirtual().start(() -> {
            try {
                registry.locked("k", PATIENCE, () -> true);
            } catch (IllegalStateException e) {
                refused.complete(e);
            }
        });
        var locks = registry.keyLocks();
        eventually(locks, known -> known.waiting("k") == 1);
        system.kill(lifetime);
        assertThat(refused.join()).hasMessageContaining("ended");
        leave.countDown();
        eventually(locks, known -> known.size() == 0);
        assertThatThrownBy(() -> registry.locked("k", () -> true)).hasMessageContaining("does not run");
    }

    @Test
    void aProcessOnItsIoThreadMustNotWait() {
        var kind = node.kind("inline", new AgentServer<>(() -> 0), Mailbox.DEFAULT, false);
        var inline = kind.spawnInline(0, node.first(), Runnable::run);
        var refusals = new ConcurrentLinkedQueue<String>();
        inline.run(_ -> {
            try {
                registry.locked("k", () -> true);
            } catch (IllegalStateException e) {
                refusals.add(String.valueOf(e.getMessage()));
            }
        });
        assertThat(refusals).singleElement().asString().contains("must not block its IO thread");
        assertThat(List.copyOf(order)).isEmpty();
    }
}
