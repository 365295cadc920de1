package dev.redstart.stage;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.TestNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The rules of Reactive Streams, as its own test kit sees them: of a stage as a publisher and of a stage that takes from one. */
class StageTckTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();

    /**
     * Patient with what must come; what must not come is waited for a moment. The kit looks for an error once only, after its poll timeout:
     * the time it has left is set to less than nothing by a slip ("=-") after the first look.
     */
    private static TestEnvironment environment() {
        return new TestEnvironment(TestNode.PATIENCE.toMillis(), 20, 2_000);
    }

    /** The kit is written for TestNG; each of its methods becomes a test of JUnit, with an object of its own. */
    private static Stream<DynamicTest> tests(Supplier<?> kit) {
        return Arrays.stream(kit.get().getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .sorted(Comparator.comparing(Method::getName))
                .map(method -> DynamicTest.dynamicTest(method.getName(), () -> run(kit.get(), method)));
    }

    private static void run(Object kit, Method test) throws Throwable {
        try {
            runAll(kit, BeforeClass.class);
            runAll(kit, BeforeMethod.class);
            test.invoke(kit);
            runAll(kit, AfterClass.class);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SkipException skipped) {
                throw new TestAbortedException(skipped.getMessage());
            }
            throw e.getCause();
        }
    }

    private static void runAll(Object kit, Class<? extends Annotation> when) throws ReflectiveOperationException {
        for (var method : kit.getClass().getMethods()) {
            if (method.isAnnotationPresent(when)) {
                method.invoke(kit);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> publisher() {
        return tests(() -> new StageAsPublisher(node));
    }

    @TestFactory
    Stream<DynamicTest> subscriber() {
        return tests(() -> new StageAsSubscriber(node));
    }

    /** Public, with its methods, for the kit. */
    public static final class StageAsPublisher extends FlowPublisherVerification<Long> {
        private final LocalNode node;

        StageAsPublisher(LocalNode node) {
            super(environment());
            this.node = node;
        }

        @Override
        public Flow.Publisher<Long> createFlowPublisher(long elements) {
            var stage = Stage.producer("numbers", () -> new Numbers(elements));
            return StagePublisher.of(node, node.start(stage.process()).orElseThrow());
        }

        @Override
        public Flow.Publisher<Long> createFailedFlowPublisher() {
            var stage = node.start(Stage.producer("failed", Numbers::endless).process()).orElseThrow();
            node.stop(stage.pid(), ExitReason.KILL, TestNode.PATIENCE);
            return StagePublisher.of(node, stage);
        }
    }

    /** The same for what takes from a publisher of somebody else's. */
    public static final class StageAsSubscriber extends FlowSubscriberBlackboxVerification<Long> {
        private final LocalNode node;

        StageAsSubscriber(LocalNode node) {
            super(environment());
            this.node = node;
        }

        @Override
        @SuppressWarnings("unchecked") // it takes anything
        public Flow.Subscriber<Long> createFlowSubscriber() {
            var subscriber = new CompletableFuture<Flow.Subscriber<Long>>();
            Flow.Publisher<Long> publisher = inlet -> subscriber.complete((Flow.Subscriber<Long>) inlet);
            Consumer<Integer, Long> adder = (items, count, _) -> 0;
            assertThat(node.start(Stage.consumer("taker", () -> adder).from(publisher).process())).isPresent();
            return subscriber.join();
        }

        @Override
        public Long createElement(int element) {
            return (long) element;
        }
    }
}
