package dev.redstart.process;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Tasks that finish while somebody does something to them, over and over. The fixture's leak check is half of each test. */
@Timeout(120)
class TaskRacesTest {
    private static final int ROUNDS = 400;

    @RegisterExtension
    final TestNode system = new TestNode();

    /** A task that finishes when it is told to. */
    private record Held(Task<String> task, CountDownLatch go) {}

    private static Held held(Probe owner) {
        var go = new CountDownLatch(1);
        return new Held(owner.run(context -> Task.async(context, _ -> {
            go.await();
            return "done";
        })), go);
    }

    @Test
    void theOwnerEndsWhileTheTaskFinishes() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var owner = system.probe("owner");
            var held = held(owner);
            var task = held.task();
            owner.later(_ -> task.await());
            Together.run(2, role -> {
                if (role == 0) {
                    held.go().countDown();
                } else {
                    system.kill(owner.pid());
                }
            });
            TestNode.eventually(task.pid(), pid -> !pid.isAlive());
        }
    }

    @Test
    void awaitTimesOutWhileTheTaskFinishes() throws Exception {
        var results = new AtomicInteger();
        var timeouts = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            var owner = system.trapping("owner");
            var held = held(owner);
            var began = new CountDownLatch(1);
            owner.later(_ -> {
                began.countDown();
                try {
                    assertThat(held.task().await(Duration.ofNanos(200_000))).isEqualTo("done");
                    results.incrementAndGet();
                } catch (TaskException.TimedOut _) {
                    timeouts.incrementAndGet();
                }
            });
            assertThat(began.await(20, TimeUnit.SECONDS)).isTrue();
            var pause = System.nanoTime() + (round % 20) * 20_000L;
            while (System.nanoTime() < pause) {
                Thread.onSpinWait();
            }
            held.go().countDown();
            owner.settle();
            TestNode.eventually(held.task().pid(), pid -> !pid.isAlive());
            owner.settle();
            assertThat(owner.heard()).allMatch(new Signal.Exit(held.task().pid(), ExitReason.NORMAL)::equals);
            system.kill(owner.pid());
        }
        assertThat(results.get() + timeouts.get()).as("one outcome each").isEqualTo(ROUNDS);
    }

    @Test
    void shutdownWhileTheTaskFinishes() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var owner = system.trapping("owner");
            var held = held(owner);
            var brutal = round % 2 == 0;
            var outcome = new AtomicReference<Optional<TaskOutcome<String>>>();
            Together.run(2, role -> {
                if (role == 0) {
                    held.go().countDown();
                } else {
                    owner.act(_ -> outcome.set(held.task().shutdown(brutal ? Duration.ZERO : Duration.ofHours(1))));
                }
            });
            assertThat(outcome.get()).satisfiesAnyOf(it -> assertThat(it).isEmpty(),
                    it -> assertThat(it).contains(new TaskOutcome.Done<>("done")));
            owner.act(_ -> assertThat(held.task().yield(Duration.ZERO)).as("it stays as it is").isPresent());
            TestNode.eventually(held.task().pid(), pid -> !pid.isAlive());
            owner.settle();
            assertThat(owner.heard()).allMatch(new Signal.Exit(held.task().pid(), ExitReason.NORMAL)::equals);
            system.kill(owner.pid());
        }
    }

    @Test
    void theTaskIsKilledWhileItFinishes() throws Exception {
        var supervisor = system.trapping("supervisor");
        for (int round = 0; round < ROUNDS; round++) {
            var owner = system.probe("owner");
            var go = new CountDownLatch(1);
            var task = owner.<Task<String>>run(context -> Task.asyncNoLink(context, supervisor.ref(), _ -> {
                go.await();
                return "done";
            }));
            Together.run(2, role -> {
                if (role == 0) {
                    go.countDown();
                } else {
                    system.kill(task.pid());
                }
            });
            var outcome = owner.<TaskOutcome<String>>run(_ -> task.yield(TestNode.PATIENCE).orElseThrow());
            assertThat(outcome).isIn(new TaskOutcome.Done<>("done"),
                    new TaskOutcome.Failed<String>(task.pid(), ExitReason.KILLED));
            system.kill(owner.pid());
        }
    }

    @Test
    void afterIgnoreHasReturnedACrashEndsNobody() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var owner = system.probe("owner");
            var go = new CountDownLatch(1);
            var task = owner.<Task<String>>run(context -> Task.async(context, _ -> {
                go.await();
                throw new IllegalStateException("broken task");
            }));
            var survived = new AtomicInteger();
            Together.run(2, role -> {
                if (role == 0) {
                    go.countDown();
                } else {
                    owner.later(context -> {
                        task.ignore();
                        if (context.pid().isAlive()) {
                            survived.set(1);
                        }
                    });
                }
            });
            await().atMost(TestNode.PATIENCE).pollInterval(Duration.ofMillis(1))
                    .until(() -> survived.get() == 1 || !owner.pid().isAlive());
            TestNode.eventually(task.pid(), pid -> !pid.isAlive());
            if (survived.get() == 1) {
                owner.settle();
                system.kill(owner.pid());
            }
        }
    }

    @Test
    void aTaskStartedWhileItsOwnerEndsDoesNotSurviveIt() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var owner = system.probe("owner");
            Together.run(2, role -> {
                if (role == 0) {
                    owner.later(context -> {
                        for (int i = 0; i < 20; i++) {
                            Task.async(context, _ -> {
                                new CountDownLatch(1).await();
                                return true;
                            });
                        }
                    });
                } else {
                    system.kill(owner.pid());
                }
            });
        }
        await().atMost(TestNode.PATIENCE).until(() -> system.node().processCount() == 0);
    }

    @Test
    void aTaskStartedUnderASupervisorWhileItsOwnerEndsDoesItsWorkOrIsNotThere() throws Exception {
        // regression: the owner was ended between the birth of the process and the message that says what to do
        var supervisor = system.trapping("supervisor");
        for (int round = 0; round < ROUNDS; round++) {
            var owner = system.probe("owner");
            var started = new CountDownLatch(1);
            Together.run(2, role -> {
                if (role == 0) {
                    owner.later(context -> {
                        for (;;) {
                            Task.asyncNoLink(context, supervisor.ref(), _ -> 1);
                            Task.start(context, _ -> {});
                            started.countDown();
                        }
                    });
                } else {
                    assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
                    system.kill(owner.pid());
                }
            });
        }
        TestNode.eventually(system.node(), it -> it.processCount() == 1);
    }
}
