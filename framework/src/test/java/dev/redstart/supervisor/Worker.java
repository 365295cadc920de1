package dev.redstart.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TestNode;

import static org.assertj.core.api.Assertions.assertThat;

/** A child of the supervisors under test: does what it is sent, and writes the lives of all its kind into one log. */
final class Worker implements GenServer<String, Worker.Order> {
    sealed interface Order {}

    record Crash() implements Order {}

    record Stop(ExitReason reason) implements Order {}

    record Act(Consumer<ProcessContext<Order>> action, CountDownLatch done) implements Order {}

    /** What all workers of one test have done, in order: {@code "+a"} for a start, {@code "-a"} for an end in good order. */
    static final class Log {
        final List<String> lines = new CopyOnWriteArrayList<>();
        /** Inits that still have to fail, by the worker's name. */
        private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();

        void failInits(String worker, int times) {
            failures.put(worker, new AtomicInteger(times));
        }

        boolean mustFail(String worker) {
            var left = failures.get(worker);
            return left != null && left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
        }

        ChildSpec spec(String id) {
            return ChildSpec.worker(id, ProcessSpec.of(id, () -> new Worker(id, this, true)).name(name(id)));
        }

        ChildSpec anonymous(String id, boolean trap) {
            return ChildSpec.worker(id, ProcessSpec.of(id, () -> new Worker(id, this, trap)));
        }

        /** Waits until the log is exactly that, and forgets it. */
        void expect(String... expected) {
            TestNode.eventually(lines, now -> now.size() >= expected.length);
            assertThat(lines).containsExactly(expected);
            lines.clear();
        }
    }

    static Name<Order> name(String id) {
        return Name.of(id);
    }

    static Pid pid(LocalNode node, String id) {
        return node.ref(name(id)).pid();
    }

    /** The pid of the named worker once it is another one than {@code before}. */
    static Pid pidAfter(LocalNode node, String id, Pid before) {
        TestNode.eventually(node, it -> it.whereis(name(id)).filter(ref -> !ref.pid().equals(before)).isPresent());
        return pid(node, id);
    }

    static void crash(LocalNode node, String id) {
        node.ref(name(id)).tell(new Crash());
    }

    static void act(LocalNode node, String id, Consumer<ProcessContext<Order>> action)
            throws InterruptedException {
        var done = new CountDownLatch(1);
        node.ref(name(id)).tell(new Act(action, done));
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    private final String id;
    private final Log log;
    private final boolean trap;

    Worker(String id, Log log, boolean trap) {
        this.id = id;
        this.log = log;
        this.trap = trap;
    }

    @Override
    public InitResult<String> init(ProcessContext<Order> context) {
        context.trapExit(trap);
        if (log.mustFail(id)) {
            log.lines.add("!" + id);
            throw new IllegalStateException("init of " + id);
        }
        log.lines.add("+" + id);
        return InitResult.started(id);
    }

    @Override
    public Next<String> handle(Order order, String state, ProcessContext<Order> context) {
        return switch (order) {
            case Crash() -> throw new IllegalStateException("crash of " + id);
            case Stop(var reason) -> Next.stop(reason, state);
            case Act(var action, var done) -> {
                action.accept(context);
                done.countDown();
                yield Next.same();
            }
        };
    }

    @Override
    public void terminate(ExitReason reason, String state, ProcessContext<Order> context) {
        if (reason.isExpected()) {
            log.lines.add("-" + id);
        }
    }

    /** One that traps exits and does not end when asked, because it waits for an answer that never comes; so time can pass. */
    record Waiting(ProcessRef<Object> silent) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            context.trapExit(true);
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }

        @Override
        public void terminate(ExitReason reason, Boolean state, ProcessContext<Object> context) {
            silent.<Object>call(from -> from, Duration.ofSeconds(Long.MAX_VALUE));
        }
    }

    static final Duration PATIENCE = TestNode.PATIENCE;
}
