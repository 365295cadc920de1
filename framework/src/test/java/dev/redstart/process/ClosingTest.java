package dev.redstart.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a process owned is closed when it ends, and hangs nobody (OTP.md 3.5). */
class ClosingTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    private final CountDownLatch mayClose = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<String> closed = new CopyOnWriteArrayList<>();

    private Probe ownerOf(AutoCloseable... resources) {
        var owner = system.probe("owner");
        owner.act(context -> List.of(resources).forEach(context::own));
        return owner;
    }

    private void closeSlowly() {
        closing.countDown();
        awaitDeaf(mayClose);
        closed.add("slow");
    }

    private void whileItCloses(Runnable ending, Probe owner) throws InterruptedException {
        var watcher = system.probe("watcher");
        watcher.act(context -> context.monitor(owner.pid()));
        ending.run();
        assertThat(closing.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(watcher.next(Signal.Down.class).pid()).isEqualTo(owner.pid());
        assertThat(system.events(CloseOverdue.class)).singleElement().satisfies(event -> {
            assertThat(event.pid()).isEqualTo(owner.pid());
            assertThat(event.stack()).anyMatch(frame -> frame.contains("closeSlowly"));
        });
        mayClose.countDown();
        TestNode.eventually(closed, List.of("slow", "quick")::equals);
        watcher.heardNothing();
    }

    @Test
    void aCloseThatHangsDoesNotHangWhoKills() throws Exception {
        var owner = ownerOf(() -> closed.add("quick"), this::closeSlowly);
        whileItCloses(() -> system.kill(owner.pid()), owner);
    }

    @Test
    void aCloseThatHangsDoesNotKeepAnEndByTheProcessItselfFromOthers() throws Exception {
        var owner = ownerOf(() -> closed.add("quick"), this::closeSlowly);
        whileItCloses(() -> owner.later(context -> context.exit(context.pid(), ExitReason.KILL)), owner);
    }

    /** It cannot know that it has been killed between making the resource and owning it. */
    @Test
    void whatAProcessBringsThatHasJustBeenKilledIsClosed() throws InterruptedException {
        var inside = new CountDownLatch(1);
        var killed = new CountDownLatch(1);
        var owner = system.probe("owner");
        owner.later(context -> {
            inside.countDown();
            awaitDeaf(killed);
            context.own(() -> closed.add("late"));
            closed.add("acts on");
        });
        inside.await();
        system.kill(owner.pid());
        killed.countDown();
        TestNode.eventually(closed, List.of("late")::equals);
    }

    private static void awaitDeaf(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                // deaf
            }
        }
    }

    @Test
    void closesThatHangDoNotKeepOthersFromBeingClosed() {
        for (int i = 0; i < 40; i++) {
            system.kill(ownerOf(this::closeSlowly).pid());
        }
        system.kill(ownerOf(() -> closed.add("quick")).pid());
        await().atMost(Duration.ofSeconds(80)).until(() -> closed.equals(List.of("quick"))); // 2 s for each 16
        mayClose.countDown();
        await().atMost(TestNode.PATIENCE).until(() -> closed.size() == 41);
    }

    @Test
    void whoHearsOfTheEndFindsEverythingClosed() {
        var owner = ownerOf(() -> closed.add("first"), () -> closed.add("second"));
        var watcher = system.probe("watcher");
        watcher.act(context -> context.monitor(owner.pid()));
        system.kill(owner.pid());
        watcher.next(Signal.Down.class);
        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void theCallbackIsInterruptedBeforeTheCloseThatNeedsItsLock() throws Exception {
        var lock = new Object();
        var owner = ownerOf(() -> {
            synchronized (lock) {
                closed.add("closed");
            }
        });
        var entered = new CountDownLatch(1);
        owner.later(_ -> {
            synchronized (lock) {
                entered.countDown();
                Thread.sleep(1_000_000);
            }
        });
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        system.kill(owner.pid());
        TestNode.eventually(closed, List.of("closed")::equals);
    }
}
