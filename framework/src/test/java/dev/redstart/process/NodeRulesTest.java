package dev.redstart.process;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redstart.process.NodeRules.OutOfMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** When a node ends by itself (OTP.md 3.4, 3.5). */
class NodeRulesTest {
    private static LocalNode node(NodeRules rules) {
        return new LocalNode("strict", Scheduler.workers(), new Timers(new SystemTime("strict")), rules);
    }

    private static List<String> endsOf(LocalNode node) {
        var ends = new CopyOnWriteArrayList<String>();
        node.telemetry().listen(event -> {
            if (event instanceof NodeGaveUp) {
                ends.add(event.describe());
            }
        });
        return ends;
    }

    private static ProcessRef<Object> crasher(LocalNode node, Error error) {
        return node.kind("crasher", new GenServer<Boolean, Object>() {
            @Override
            public InitResult<Boolean> init(ProcessContext<Object> context) {
                return InitResult.started(true);
            }

            @Override
            public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
                throw error;
            }
        }, Mailbox.DEFAULT, false).spawn(true, node.first());
    }

    @ParameterizedTest
    @CsvSource({"EXIT_NODE, Java heap space, true", "EXIT_NODE, GC overhead limit exceeded, true",
            "EXIT_NODE, unable to create native thread, false", "KILL_PROCESS, Java heap space, false"})
    void theEndOfTheHeapEndsTheNodeIfItIsToAndNoOtherLackDoes(OutOfMemory rule, String message, boolean ends)
            throws Exception {
        try (var node = node(new NodeRules(false, 100, rule))) {
            var told = endsOf(node);
            var crasher = crasher(node, new OutOfMemoryError(message));
            var end = node.whenEnded(crasher.pid()).toCompletableFuture();
            var nodeEnd = node.whenEnded(node.first()).toCompletableFuture();
            crasher.tell("crash");
            end.get(20, TimeUnit.SECONDS);
            if (ends) {
                nodeEnd.get(20, TimeUnit.SECONDS);
                assertThat(told).singleElement().asString().contains("node strict ends: the heap is exhausted",
                        message);
            } else {
                assertThat(told).isEmpty();
                assertThat(node.first().isAlive()).isTrue();
            }
        }
    }

    @Test
    void aBrokenJvmEndsTheNode() throws Exception {
        try (var node = node(new NodeRules(false, 100, OutOfMemory.KILL_PROCESS))) {
            var end = node.whenEnded(node.first()).toCompletableFuture();
            crasher(node, new InternalError("broken")).tell("crash");
            end.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void anExhaustedStackIsACrashLikeAnyOther() throws Exception {
        try (var node = node(new NodeRules(false, 100, OutOfMemory.EXIT_NODE))) {
            var crasher = crasher(node, new StackOverflowError());
            var end = node.whenEnded(crasher.pid()).toCompletableFuture();
            crasher.tell("crash");
            assertThat(end.get(20, TimeUnit.SECONDS)).isInstanceOf(ExitReason.Crash.class);
            assertThat(node.first().isAlive()).isTrue();
        }
    }

    @Test
    void oneZombieMoreThanAllowedEndsTheNode() throws Exception {
        var mayReturn = new CountDownLatch(1);
        try (var node = node(new NodeRules(false, 1, OutOfMemory.EXIT_NODE))) {
            var told = endsOf(node);
            var end = node.whenEnded(node.first()).toCompletableFuture();
            killDeaf(node, mayReturn);
            killDeaf(node, mayReturn);
            end.get(40, TimeUnit.SECONDS);
            assertThat(told).singleElement().asString().contains("it has 2 zombies", "at most 1",
                    LocalNode.ZOMBIE_LIMIT_PROPERTY);
        } finally {
            mayReturn.countDown();
        }
    }

    private static void killDeaf(LocalNode node, CountDownLatch mayReturn) throws InterruptedException {
        var entered = new CountDownLatch(1);
        var deaf = node.start(ProcessSpec.direct("deaf", () -> _ -> {
            entered.countDown();
            while (mayReturn.getCount() > 0) {
                try {
                    mayReturn.await();
                } catch (InterruptedException _) {
                    // deaf
                }
            }
        })).orElseThrow();
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        node.exit(deaf.pid(), ExitReason.KILL);
    }

    @ParameterizedTest
    @CsvSource({"redstart.zombie.limit, 0", "redstart.zombie.limit, many", "redstart.out.of.memory, ignore"})
    void aRuleThatCannotBeIsRefused(String property, String value) {
        System.setProperty(property, value);
        try {
            assertThatThrownBy(NodeRules::ofSystemProperties).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(property).hasMessageContaining("'" + value + "'");
        } finally {
            System.clearProperty(property);
        }
    }

    /** What fails here is no callback but the loop of the process, when it lets in a sender that waits. */
    @Test
    void aProcessWhoseLoopFailsDiesRatherThanSticks() throws Exception {
        var failures = new AtomicInteger(1);
        var failing = new Timers(new SystemTime("strict")) {
            @Override
            void unpark(Thread thread) {
                super.unpark(thread);
                if (failures.getAndDecrement() == 1) {
                    throw new StackOverflowError();
                }
            }
        };
        var rules = new NodeRules(false, 100, OutOfMemory.EXIT_NODE);
        try (var node = new LocalNode("strict", Scheduler.workers(), failing, rules)) {
            var mayGo = new CountDownLatch(1);
            var process = node.kind("sticks", new GenServer<Boolean, Object>() {
                @Override
                public InitResult<Boolean> init(ProcessContext<Object> context) {
                    return InitResult.started(true);
                }

                @Override
                public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context)
                        throws InterruptedException {
                    mayGo.await();
                    return Next.same();
                }
            }, new Mailbox(1, Mailbox.Overflow.BLOCK_SENDER), false).spawn(true, node.first());
            var end = node.whenEnded(process.pid()).toCompletableFuture();
            for (int i = 0; i < 3; i++) { // one is handled, one waits, one has its sender wait
                Thread.ofVirtual().start(() -> process.tell("x"));
            }
            await().atMost(TestNode.PATIENCE).until(() -> ((LocalPid) process.pid()).has(LocalPid.SENDERS_WAIT));
            mayGo.countDown();
            assertThat(end.get(20, TimeUnit.SECONDS)).isInstanceOf(ExitReason.Crash.class);
            await().atMost(TestNode.PATIENCE).until(() -> !node.info(process.pid()).running());
        }
    }
}
