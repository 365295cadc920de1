package dev.redstart.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.redstart.process.CallException;
import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.ReplyTo;
import dev.redstart.process.TestNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A tree of three levels in which something is killed all the time: {@code -Dchaos.seconds}, 60 by default, {@code -Dchaos.seed} repeats
 * the choices of a run. Run by {@code .ci/run}; by hand: {@code mvn -pl framework test -Dtest=ChaosTest -Dtest.excluded=}.
 */
@Tag("long")
class ChaosTest {
    private static final int WORKERS = 4;

    private sealed interface Request {
        record Tick() implements Request {}

        record Who(ReplyTo<Pid> from) implements Request {}

        record Count(long value) implements Request {}
    }

    /** Open once and closed once. */
    private final class Resource implements AutoCloseable {
        private final AtomicInteger closed = new AtomicInteger();

        Resource() {
            open.add(this);
        }

        @Override
        public void close() {
            if (closed.incrementAndGet() > 1) {
                broken.add("a resource was closed twice");
            }
            open.remove(this);
        }
    }

    /** Has a name, a timer, a resource, and calls others of its kind. */
    private final class Busy implements GenServer<Integer, Request> {
        private final boolean trap;

        Busy(boolean trap) {
            this.trap = trap;
        }

        @Override
        public InitResult<Integer> init(ProcessContext<Request> context) {
            context.trapExit(trap);
            context.own(new Resource());
            context.sendAfter(Duration.ofMillis(5), new Request.Tick());
            return InitResult.started(0);
        }

        @Override
        public Next<Integer> handle(Request message, Integer ticks, ProcessContext<Request> context) {
            switch (message) {
                case Request.Tick() -> {
                    var other = names.get((int) ((ticks * 7L + context.pid().serial()) % names.size()));
                    try {
                        context.ref(other).call(Request.Who::new, Duration.ofMillis(20));
                        answered.incrementAndGet();
                    } catch (CallException _) {
                        unanswered.incrementAndGet();
                    }
                    context.sendAfter(Duration.ofMillis(5), new Request.Tick());
                }
                case Request.Who(var from) -> from.reply(context.pid());
                case Request.Count _ -> {}
            }
            return Next.go(ticks + 1);
        }
    }

    /** Nobody kills it; it must hear every number, in order. */
    private final class Bystander implements GenServer<Long, Request> {
        @Override
        public InitResult<Long> init(ProcessContext<Request> context) {
            return InitResult.started(0L);
        }

        @Override
        public Next<Long> handle(Request message, Long expected, ProcessContext<Request> context) {
            switch (message) {
                case Request.Count(var value) when value != expected ->
                    broken.add("the bystander expected " + expected + " and heard " + value);
                case Request.Who(var from) -> from.reply(context.pid());
                default -> {}
            }
            return Next.go(message instanceof Request.Count(var value) ? value + 1 : expected);
        }
    }

    @RegisterExtension
    final TestNode system = new TestNode();

    private final LocalNode node = system.node();
    private final Set<Resource> open = ConcurrentHashMap.newKeySet();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final List<Name<Request>> names = new ArrayList<>();

    private SupervisorSpec middle(Strategy strategy) {
        var spec = supervisor(strategy.name()).strategy(strategy);
        for (int i = 0; i < WORKERS; i++) {
            var name = Name.<Request>of(strategy + "-" + i);
            names.add(name);
            var trap = i % 2 == 0;
            spec = spec.child(
                    ChildSpec.worker(name.value(), ProcessSpec.of(name.value(), () -> new Busy(trap)).name(name)));
        }
        return spec;
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void theSurvivorsInvariantsHoldAndNothingLeaks() throws Exception {
        var seconds = Long.getLong("chaos.seconds", 60);
        var seed = Long.getLong("chaos.seed", System.nanoTime());
        System.out.printf("chaos: %d s, -Dchaos.seed=%d%n", seconds, seed);
        var threads = redstartThreads();
        var bystander = Name.<Request>of("bystander");
        var top = node.start(supervisor("top").intensity(Integer.MAX_VALUE, Duration.ofSeconds(1))
                .child(ChildSpec.worker("bystander", ProcessSpec.of("bystander", Bystander::new).name(bystander)))
                .child(middle(Strategy.ONE_FOR_ONE)).child(middle(Strategy.ONE_FOR_ALL))
                .child(middle(Strategy.REST_FOR_ONE)).childSpec().process()).orElseThrow();
        var untouched = Set.of(top.pid(), node.ref(bystander).pid());

        var kills = kill(untouched, bystander, new Random(seed), System.nanoTime() + seconds * 1_000_000_000);

        assertThat(broken).isEmpty();
        await().atMost(TestNode.PATIENCE).untilAsserted(() -> assertThat(names)
                .allSatisfy(name -> assertThat(node.ref(name).call(Request.Who::new)).satisfies(Pid::isAlive)));
        await().atMost(TestNode.PATIENCE).untilAsserted(() -> assertThat(open).hasSize(names.size()));
        assertThat(node.ref(bystander).call(Request.Who::new)).isIn(untouched);
        assertThat(kills).isPositive();
        assertThat(answered).hasPositiveValue();
        System.out.printf("chaos: %d killed, %d calls answered, %d not%n", kills, answered.get(), unanswered.get());

        assertThat(node.stop(top.pid(), ExitReason.SHUTDOWN, TestNode.PATIENCE)).isEqualTo(ExitReason.SHUTDOWN);
        await().atMost(TestNode.PATIENCE).until(open::isEmpty);
        await().atMost(TestNode.PATIENCE).until(() -> node.processCount() == 0);
        assertThat(names).allSatisfy(name -> assertThat(node.whereis(name)).isEmpty());
        await().atMost(TestNode.PATIENCE)
                .untilAsserted(() -> assertThat(redstartThreads()).hasSizeLessThanOrEqualTo(threads.size() + 1));
        assertThat(broken).isEmpty();
    }

    private int kill(Set<Pid> untouched, Name<Request> bystander, Random random, long until) {
        var reasons = List.of(ExitReason.KILL, ExitReason.SHUTDOWN, new ExitReason.Custom("chaos"));
        var kills = 0;
        var number = 0L;
        while (System.nanoTime() < until && broken.isEmpty()) {
            var victims = new ArrayList<Pid>();
            collect(node.first(), victims);
            victims.removeAll(untouched);
            if (!victims.isEmpty()) {
                node.exit(victims.get(random.nextInt(victims.size())), reasons.get(random.nextInt(reasons.size())));
                kills++;
            }
            node.ref(bystander).tell(new Request.Count(number++));
            if (number % 256 == 0) {
                node.ref(bystander).call(Request.Who::new, TestNode.PATIENCE); // it keeps up
            }
            LockSupport.parkNanos(random.nextInt(4_000_000)); // sometimes a burst, sometimes time to come back
        }
        return kills;
    }

    private void collect(Pid parent, List<Pid> into) {
        for (var child : node.children(parent)) {
            into.add(child);
            collect(child, into);
        }
    }

    /** Platform threads of ours; the virtual ones are counted as processes and zombies. */
    private static Set<String> redstartThreads() {
        var all = new Thread[Thread.activeCount() * 2 + 16];
        var count = Thread.currentThread().getThreadGroup().enumerate(all);
        return IntStream.range(0, count).mapToObj(i -> all[i].getName()).filter(name -> name.startsWith("redstart"))
                .collect(Collectors.toSet());
    }
}
