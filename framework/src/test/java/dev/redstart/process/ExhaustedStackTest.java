package dev.redstart.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A sender that runs out of stack within {@code tell} is its own trouble: whom it has sent to still hears everybody. */
@Timeout(120)
class ExhaustedStackTest {
    private static final int ROUNDS = 100;
    private static final int TARGETS = 4_000;
    private static final int MANY = 200;

    @RegisterExtension
    final TestNode system = new TestNode();

    private static final class Counting implements GenServer<Integer, Object> {
        @Override
        public InitResult<Integer> init(ProcessContext<Object> context) {
            return InitResult.started(0);
        }

        @Override
        public Next<Integer> handle(Object message, Integer state, ProcessContext<Object> context) {
            if (message instanceof CountDownLatch answer) {
                answer.countDown();
            }
            return Next.same();
        }
    }

    /** Each wakes another process, at another depth of the stack. */
    private final class Recursion {
        private final ProcessKind<Integer, Object> kind = system.node().kind("counting", new Counting(),
                Mailbox.unbounded(), false);
        private final ProcessRef<Object>[] targets = targets(kind);
        private int told;

        @SuppressWarnings("InfiniteRecursion") // until there is no stack left
        private void tellWithoutAnEnd() {
            targets[told++ % TARGETS].tell("x");
            tellWithoutAnEnd();
        }

        /** Where no more than a little of the stack is left, tells as many as may be missed at once, come what may. */
        @SuppressWarnings("InfiniteRecursion") // as above
        void tellManyAtTheEnd() {
            try {
                tellManyAtTheEnd();
            } catch (StackOverflowError _) {
                if (told < MANY) {
                    tellMany();
                }
            }
        }

        private void tellMany() {
            while (told < MANY) {
                var target = targets[told++];
                try {
                    target.tell("x");
                } catch (StackOverflowError _) {
                    // the next
                }
            }
        }

        void exhaustBelow(int frames) {
            if (frames > 0) {
                exhaustBelow(frames - 1);
            } else {
                exhaust();
            }
        }

        private void exhaust() {
            try {
                tellWithoutAnEnd();
            } catch (StackOverflowError _) {
                // on purpose
            }
        }

        void allAnswer() throws InterruptedException {
            assertThat(told).isGreaterThanOrEqualTo(ROUNDS);
            var answers = new CountDownLatch(TARGETS);
            for (var target : targets) {
                target.tell(answers);
            }
            answers.await(20, TimeUnit.SECONDS);
            assertThat(answers.getCount()).as("deaf ones").isZero();
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private ProcessRef<Object>[] targets(ProcessKind<Integer, Object> kind) {
        var targets = new ProcessRef[TARGETS];
        for (int i = 0; i < TARGETS; i++) {
            targets[i] = kind.spawn(0, system.node().first());
        }
        return targets;
    }

    @Test
    void ofAPlatformThread() throws Exception {
        var recursion = new Recursion();
        for (int i = 0; i < ROUNDS; i++) {
            var frames = i;
            var thread = new Thread(null, () -> recursion.exhaustBelow(frames), "exhausted", 256 << 10);
            thread.start();
            thread.join();
        }
        recursion.allAnswer();
    }

    /** Those that block get a thread each, so that all of them are missed and not only who wakes the next worker. */
    @Test
    void ofAThreadThatGoesOnAtItsEnd() throws Exception {
        var recursion = new Recursion();
        for (int i = 0; i < 3; i++) {
            recursion.kind.habits().seenBlocking();
        }
        var thread = new Thread(null, recursion::tellManyAtTheEnd, "exhausted", 256 << 10);
        thread.start();
        thread.join();
        recursion.allAnswer();
    }

    @Test
    void ofAProcess() throws Exception {
        var recursion = new Recursion();
        for (int i = 0; i < ROUNDS; i++) {
            var sender = system.probe("sender " + i);
            var frames = i;
            sender.act(_ -> recursion.exhaustBelow(frames));
        }
        recursion.allAnswer();
    }
}
