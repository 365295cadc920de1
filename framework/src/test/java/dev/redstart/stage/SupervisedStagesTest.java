package dev.redstart.stage;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.redstart.Redstart;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Name;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static dev.redstart.process.TestNode.PATIENCE;
import static dev.redstart.supervisor.ChildSpec.worker;
import static dev.redstart.supervisor.Strategy.REST_FOR_ONE;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;

/** Stages as children: after a crash they find each other again. */
@Timeout(120)
class SupervisedStagesTest {
    private static final Name<StageMessage<Long>> NUMBERS = Name.of("numbers");
    private static final Name<StageMessage<Void>> TAKER = Name.of("taker");

    private final BlockingQueue<Long> taken = new LinkedBlockingQueue<>();

    private Redstart start() {
        Consumer<Integer, Long> taker = (items, _, _) -> {
            taken.addAll(items);
            Thread.sleep(1); // so that this test does not fill the memory
            return 0;
        };
        return Redstart.start(supervisor("stages").strategy(REST_FOR_ONE)
                .child(worker("numbers", Stage.producer("numbers", Numbers::endless).process().name(NUMBERS)))
                .child(worker("taker", Stage.<Long>consumer("taker", () -> taker)
                        .from(NUMBERS, Intake.upTo(10)).process().name(TAKER))));
    }

    private List<Long> next(int items) throws InterruptedException {
        var next = new LinkedBlockingQueue<Long>();
        while (next.size() < items) {
            var one = taken.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(one).as("an item").isNotNull();
            next.add(one);
        }
        return List.copyOf(next);
    }

    @Test
    void afterACrashOfTheProducerBothStartAgain() throws Exception {
        try (var app = start()) {
            assertThat(next(3)).containsExactly(0L, 1L, 2L);
            app.exit(app.ref(NUMBERS).pid(), ExitReason.KILL);
            awaitZero();
        }
    }

    @Test
    void afterACrashOfTheConsumerItTakesWhatComesThen() throws Exception {
        try (var app = start()) {
            assertThat(next(3)).containsExactly(0L, 1L, 2L);
            var producer = app.ref(NUMBERS).pid();
            var first = app.ref(TAKER).pid();
            app.exit(first, ExitReason.KILL);
            app.node().whenEnded(first).toCompletableFuture().join();
            taken.clear();
            var later = next(30);
            assertThat(later).isSorted().doesNotContain(0L);
            assertThat(app.ref(NUMBERS).pid()).isEqualTo(producer);
        }
    }

    /** The stream begins anew. */
    private void awaitZero() throws InterruptedException {
        while (next(1).getFirst() != 0) {
            // what was under way
        }
        assertThat(next(3)).containsExactly(1L, 2L, 3L);
    }
}
