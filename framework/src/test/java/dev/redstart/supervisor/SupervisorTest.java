package dev.redstart.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.redstart.process.CallException;
import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Name;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.StartException;
import dev.redstart.process.TestNode;
import dev.redstart.process.test.TestRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/** OTP.md 5, Supervisors, those with a fixed list of children. */
class SupervisorTest {
    private static final Name<SupervisorRequest> TOP = Name.of("top");

    @RegisterExtension
    final TestNode system = new TestNode();

    @RegisterExtension
    final TestNode virtual = new TestNode(TestRuntime.onVirtualTime());

    private final LocalNode node = system.node();
    private final Worker.Log log = new Worker.Log();

    @SuppressWarnings("unchecked") // the process of a supervisor's spec
    private static Supervisor start(LocalNode where, Startable spec) {
        var process = (ProcessSpec<?, SupervisorRequest>) spec.childSpec().process();
        return new Supervisor(where.start(process).orElseThrow());
    }

    private Supervisor start(Startable spec) {
        return start(node, spec);
    }

    private SupervisorSpec abc() {
        return supervisor("top").name(TOP).child(log.spec("a")).child(log.spec("b")).child(log.spec("c"));
    }

    private ExitReason stop(Supervisor supervisor) {
        return node.stop(supervisor.ref().pid(), ExitReason.SHUTDOWN, Worker.PATIENCE);
    }

    private static List<String> ids(Supervisor supervisor) {
        return supervisor.whichChildren().stream().map(ChildInfo::id).toList();
    }

    @Test
    void s01_childrenStartInOrderAndStopInReverse() {
        var top = start(abc());
        log.expect("+a", "+b", "+c");
        assertThat(ids(top)).containsExactly("a", "b", "c");

        assertThat(stop(top)).isEqualTo(ExitReason.SHUTDOWN);
        log.expect("-c", "-b", "-a");
    }

    @Test
    void s02_aChildThatFailsToStartTakesBackThoseBeforeIt() {
        log.failInits("c", 1);
        assertThatThrownBy(() -> start(abc())).isInstanceOfSatisfying(StartException.class,
                failed -> assertThat(failed.reason()).isInstanceOfSatisfying(ExitReason.Shutdown.class,
                        shutdown -> assertThat(shutdown.detail()).startsWith("failed_to_start_child(c, ")));
        log.expect("+a", "+b", "!c", "-b", "-a");
        await().until(() -> node.processCount() == 0);
    }

    @Test
    void s03_twoChildrenOfOneIdAreRefusedBeforeAnythingStarts() {
        assertThatThrownBy(() -> start(abc().child(log.spec("b")))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two children with id b");
        assertThat(log.lines).isEmpty();
    }

    @Test
    void s04_oneForOneRestartsTheOne() {
        start(abc());
        var a = Worker.pid(node, "a");
        var b = Worker.pid(node, "b");
        var c = Worker.pid(node, "c");

        Worker.crash(node, "b");

        assertThat(Worker.pidAfter(node, "b", b)).isNotEqualTo(b);
        assertThat(Worker.pid(node, "a")).isEqualTo(a);
        assertThat(Worker.pid(node, "c")).isEqualTo(c);
        log.expect("+a", "+b", "+c", "+b");
    }

    @Test
    void s05_oneForAllStopsTheOthersInReverseAndStartsAll() {
        start(abc().strategy(Strategy.ONE_FOR_ALL));
        Worker.crash(node, "b");
        log.expect("+a", "+b", "+c", "-c", "-a", "+a", "+b", "+c");
    }

    @Test
    void s06_restForOneRestartsTheOneAndThoseAfterIt() {
        start(abc().strategy(Strategy.REST_FOR_ONE));
        var a = Worker.pid(node, "a");
        Worker.crash(node, "b");
        log.expect("+a", "+b", "+c", "-c", "+b", "+c");
        assertThat(Worker.pid(node, "a")).isEqualTo(a);
    }

    @Test
    void s07_whoComesBackAfterWhat() {
        var top = start(supervisor("top").intensity(100, Duration.ofSeconds(5))
                .child(log.spec("permanent"))
                .child(log.spec("transient").restart(Restart.TRANSIENT)));
        for (var reason : List.of(ExitReason.NORMAL, ExitReason.SHUTDOWN, new ExitReason.Custom("x"))) {
            var before = Worker.pid(node, "permanent");
            node.ref(Worker.name("permanent")).tell(new Worker.Stop(reason));
            Worker.pidAfter(node, "permanent", before);
        }
        var before = Worker.pid(node, "transient");
        Worker.crash(node, "transient");
        Worker.pidAfter(node, "transient", before);
        for (var reason : List.of(ExitReason.NORMAL, ExitReason.SHUTDOWN, new ExitReason.Shutdown("detail"))) {
            node.ref(Worker.name("transient")).tell(new Worker.Stop(reason));
            TestNode.eventually(top, it -> it.whichChildren().get(1).state() == ChildInfo.State.STOPPED);
            assertThat(node.whereis(Worker.name("transient"))).isEmpty();
            top.restartChild("transient");
        }
    }

    @Test
    void s08_aTemporaryChildIsForgotten() {
        var top = start(supervisor("top").child(log.spec("a")).child(log.spec("t").restart(Restart.TEMPORARY)));
        Worker.crash(node, "t");
        TestNode.eventually(top, it -> ids(it).equals(List.of("a")));
        log.expect("+a", "+t");
    }

    @Test
    void s09_aTemporarySiblingIsStoppedAndDoesNotComeBack() {
        for (var strategy : List.of(Strategy.ONE_FOR_ALL, Strategy.REST_FOR_ONE)) {
            var top = start(supervisor("top").strategy(strategy).child(log.spec("a"))
                    .child(log.spec("t").restart(Restart.TEMPORARY)).child(log.spec("b")));
            Worker.crash(node, "a");
            log.expect("+a", "+t", "+b", "-b", "-t", "+a", "+b");
            assertThat(ids(top)).containsExactly("a", "b");
            stop(top);
            log.expect("-b", "-a");
        }
    }

    @Test
    void s10_moreThanTheIntensityEndsTheSupervisorWithShutdown() {
        var top = start(abc());
        for (int i = 0; i < 3; i++) {
            var before = Worker.pid(node, "b");
            Worker.crash(node, "b");
            Worker.pidAfter(node, "b", before);
        }
        assertThat(top.ref().pid().isAlive()).isTrue();
        log.expect("+a", "+b", "+c", "+b", "+b", "+b");
        var end = node.whenEnded(top.ref().pid()).toCompletableFuture();

        Worker.crash(node, "b");

        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ExitReason.SHUTDOWN);
        log.expect("-c", "-a");
        await().until(() -> node.processCount() == 0);
        assertThat(system.events(SupervisorEvent.GaveUp.class)).hasSize(1);
    }

    private void crashVirtually(int times) {
        for (int i = 0; i < times; i++) {
            Worker.crash(virtual.node(), "b");
            virtual.runtime().settle();
        }
    }

    @Test
    void s11_theWindowSlides() {
        var top = start(virtual.node(), abc().intensity(3, Duration.ofSeconds(5)));
        crashVirtually(3);
        virtual.runtime().advance(Duration.ofMillis(5_001));
        crashVirtually(3);
        assertThat(top.ref().pid().isAlive()).isTrue();
        virtual.runtime().advance(Duration.ofSeconds(5).plusNanos(1));
        crashVirtually(3);
        assertThat(top.ref().pid().isAlive()).isTrue();
        virtual.runtime().advance(Duration.ofSeconds(5));
        crashVirtually(1);
        assertThat(top.ref().pid().isAlive()).as("exactly one period apart counts as inside").isFalse();
    }

    @Test
    void s12_aRestartThatFailsIsTriedAgainAndEveryAttemptCounts() {
        var top = start(abc().intensity(5, Duration.ofMinutes(1)));
        log.failInits("b", 3);
        Worker.crash(node, "b");
        log.expect("+a", "+b", "+c", "!b", "!b", "!b", "+b");
        assertThat(top.whichChildren()).extracting(ChildInfo::state).containsOnly(ChildInfo.State.RUNNING);

        log.failInits("b", 100); // one crash and three failures have used four of five
        var end = node.whenEnded(top.ref().pid()).toCompletableFuture();
        Worker.crash(node, "b");
        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ExitReason.SHUTDOWN);
        log.expect("!b", "-c", "-a");
    }

    @Test
    void s12_requestsGetInBetweenAttempts() throws Exception {
        // every attempt waits for the test, so the requests are in the mailbox before the next attempt is
        var attempts = new LinkedBlockingQueue<CountDownLatch>();
        var broken = new AtomicBoolean();
        var top = start(supervisor("top").intensity(1000, Duration.ofMinutes(1)).child(ChildSpec.worker("flaky",
                ProcessSpec.<Boolean, Object>of("flaky", () -> new Flaky(attempts, broken))
                        .name(Name.of("flaky")))));
        broken.set(true);
        system.kill(node.ref(Name.<Object>of("flaky")).pid());
        var attempt = attempts.poll(20, TimeUnit.SECONDS);
        assertThat(attempt).isNotNull();
        var children = top.ref().<List<ChildInfo>>ask(SupervisorRequest.WhichChildren::new, Worker.PATIENCE)
                .toCompletableFuture();
        var restarted = top.ref().<SupervisorRequest.StartOutcome>ask(
                from -> new SupervisorRequest.RestartChild("flaky", from), Worker.PATIENCE).toCompletableFuture();
        var deleted = top.ref().<SupervisorRequest.Outcome>ask(
                from -> new SupervisorRequest.DeleteChild("flaky", from), Worker.PATIENCE).toCompletableFuture();
        var terminated = top.ref().<SupervisorRequest.Outcome>ask(
                from -> new SupervisorRequest.TerminateChild("flaky", from), Worker.PATIENCE).toCompletableFuture();
        attempt.countDown();

        assertThat(children.get(20, TimeUnit.SECONDS)).extracting(ChildInfo::state)
                .containsExactly(ChildInfo.State.RESTARTING);
        assertThat(restarted.get(20, TimeUnit.SECONDS))
                .isEqualTo(new SupervisorRequest.StartOutcome.Refused("child flaky is restarting"));
        assertThat(deleted.get(20, TimeUnit.SECONDS))
                .isEqualTo(new SupervisorRequest.Outcome.Refused("child flaky is restarting"));
        assertThat(terminated.get(20, TimeUnit.SECONDS)).isEqualTo(new SupervisorRequest.Outcome.Done());
        assertThat(top.whichChildren()).extracting(ChildInfo::state).containsExactly(ChildInfo.State.STOPPED);
        assertThat(attempts).as("no attempt after it was stopped").isEmpty();
    }

    /** Once broken, its init waits for the test and then fails. */
    private record Flaky(Queue<CountDownLatch> attempts,
            AtomicBoolean broken) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) throws Exception {
            if (broken.get()) {
                var goOn = new CountDownLatch(1);
                attempts.add(goOn);
                goOn.await();
                throw new IllegalStateException("still broken");
            }
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    @Test
    void s12_aGroupWhoseRestartFailsHalfwayIsStartedInTheEnd() {
        for (var strategy : List.of(Strategy.ONE_FOR_ALL, Strategy.REST_FOR_ONE)) {
            var top = start(abc().strategy(strategy).intensity(10, Duration.ofMinutes(1)));
            log.failInits("b", 1);
            Worker.crash(node, "a");
            var expected = strategy == Strategy.ONE_FOR_ALL
                    ? List.of("+a", "+b", "+c", "-c", "-b", "+a", "!b", "-a", "+a", "+b", "+c")
                    : List.of("+a", "+b", "+c", "-c", "-b", "+a", "!b", "+b", "+c");
            log.expect(expected.toArray(String[]::new));
            assertThat(top.whichChildren()).extracting(ChildInfo::state).containsOnly(ChildInfo.State.RUNNING);
            stop(top);
            log.expect("-c", "-b", "-a");
        }
    }

    @Test
    void s13_aChildThatDoesNotStopIsKilledAfterItsBudget() {
        var silent = virtual.probe("silent").ref();
        var top = start(virtual.node(), supervisor("top").child(ChildSpec.worker("waiting",
                () -> new Worker.Waiting(silent)).shutdown(Duration.ofMillis(100))));
        var end = virtual.node().whenEnded(top.ref().pid()).toCompletableFuture();

        virtual.node().exit(top.ref().pid(), ExitReason.SHUTDOWN);

        virtual.runtime().advance(Duration.ofMillis(100).minusNanos(1));
        assertThat(virtual.node().processCount()).isEqualTo(3);
        virtual.runtime().advance(Duration.ofNanos(1));
        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(virtual.events(SupervisorEvent.ShutdownFailed.class)).singleElement()
                .satisfies(failed -> assertThat(failed.reason()).isEqualTo(ExitReason.KILLED));
    }

    @Test
    void s13_brutalKillRunsNoTerminateAndIsNoFailure() {
        var top = start(supervisor("top").child(log.spec("a").shutdown(Shutdown.BRUTAL_KILL)));
        var end = node.whenEnded(Worker.pid(node, "a")).toCompletableFuture();
        stop(top);
        assertThat(end.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ExitReason.KILLED);
        log.expect("+a");
        assertThat(system.events(SupervisorEvent.ShutdownFailed.class)).isEmpty();
    }

    @Test
    void s14_aChildThatUnlinkedItselfIsStoppedAllTheSame() throws Exception {
        var top = start(abc());
        log.expect("+a", "+b", "+c");
        Worker.act(node, "b", context -> context.unlink(context.parent()));
        assertThat(stop(top)).isEqualTo(ExitReason.SHUTDOWN);
        log.expect("-c", "-b", "-a");
        assertThat(system.events(SupervisorEvent.ShutdownFailed.class)).isEmpty();
    }

    @Test
    void s18_whatCanBeDoneToWhichChild() {
        var top = start(abc());
        assertThatThrownBy(() -> top.startChild(log.spec("a"))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("runs as " + Worker.pid(node, "a"));
        assertThatThrownBy(() -> top.deleteChild("a")).hasMessageContaining("is running");
        assertThatThrownBy(() -> top.restartChild("a")).hasMessageContaining("is running");
        assertThatThrownBy(() -> top.terminateChild("z")).hasMessageContaining("no child z");

        top.terminateChild("a");
        assertThat(top.whichChildren().getFirst().state()).isEqualTo(ChildInfo.State.STOPPED);
        assertThatThrownBy(() -> top.startChild(log.spec("a"))).hasMessageContaining("is stopped");
        top.terminateChild("a");
        assertThat(top.restartChild("a")).isPresent();
        assertThat(Worker.pid(node, "a").isAlive()).isTrue();

        top.terminateChild("a");
        top.deleteChild("a");
        assertThat(ids(top)).containsExactly("b", "c");
        assertThat(top.startChild(log.spec("a"))).isPresent();
        assertThat(ids(top)).containsExactly("b", "c", "a");
        log.expect("+a", "+b", "+c", "-a", "+a", "-a", "+a");

        top.startChild(log.spec("t").restart(Restart.TEMPORARY));
        top.terminateChild("t");
        assertThat(ids(top)).doesNotContain("t");
        log.failInits("x", 1);
        assertThatThrownBy(() -> top.startChild(log.spec("x"))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("did not start");
        assertThat(ids(top)).doesNotContain("x");
    }

    @Test
    void s22_aChildThatIgnoresKeepsItsSpecAndItsSiblingsStart() {
        var top = start(supervisor("top").child(log.spec("a"))
                .child(ChildSpec.worker("ignored", Ignored::new))
                .child(ChildSpec.worker("dropped", Ignored::new).restart(Restart.TEMPORARY))
                .child(log.spec("b")));
        assertThat(top.whichChildren()).extracting(ChildInfo::id, ChildInfo::state).containsExactly(
                tuple("a", ChildInfo.State.RUNNING),
                tuple("ignored", ChildInfo.State.STOPPED),
                tuple("b", ChildInfo.State.RUNNING));
    }

    private static final class Ignored implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.ignore();
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    @Test
    void s23_aChildThatCallsItsSupervisorInInitFailsAtOnce() {
        var caller = ChildSpec.worker("caller", () -> new CallsInInit(Supervisor.named(node, TOP)));
        assertThatThrownBy(() -> start(supervisor("top").name(TOP).child(caller)))
                .isInstanceOf(StartException.class).hasMessageContaining(CallException.CallingStarter.class.getName());

        var nested = supervisor("nested").child(caller);
        assertThatThrownBy(() -> start(supervisor("top").name(TOP).child(nested)))
                .isInstanceOf(StartException.class).hasMessageContaining(CallException.CallingStarter.class.getName());
    }

    @Test
    void s23_aSupervisorThatDoesNotWaitForTheInitMayBeCalled() {
        start(supervisor("top").name(TOP).child(DynamicSupervisorSpec.dynamicSupervisor("dynamic")
                .name(Name.of("dynamic"))));
        var dynamic = Supervisor.named(node, Name.of("dynamic"));
        var caller = ChildSpec.worker("caller", () -> new CallsInInit(Supervisor.named(node, TOP)));
        assertThat(dynamic.startChild(caller)).isPresent();
    }

    @Test
    void s23_aChildThatStopsItsSupervisorInInitFailsAtOnceAndTheSupervisorLives() {
        var dynamic = start(DynamicSupervisorSpec.dynamicSupervisor("dynamic").name(TOP));
        var top = node.ref(TOP).pid();
        var bystander = system.probe("bystander").pid();
        var forever = Duration.ofSeconds(Long.MAX_VALUE);
        var ways = List.<Consumer<ProcessContext<Object>>>of(
                context -> context.stop(top, ExitReason.SHUTDOWN, forever),
                context -> context.stop(context.parent(), ExitReason.SHUTDOWN, forever),
                context -> context.stopAll(Map.of(bystander, forever, top, forever), ExitReason.SHUTDOWN),
                context -> node.stop(top, ExitReason.SHUTDOWN, forever));
        for (var way : ways) {
            assertThatThrownBy(() -> dynamic.startChild(ChildSpec.worker("suicidal", () -> new ActsInInit(way))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(CallException.CallingStarter.class.getName());
        }
        assertThat(top.isAlive()).isTrue();
        assertThat(bystander.isAlive()).as("all are asked or none").isTrue();
        assertThat(dynamic.startChild(ChildSpec.worker("fine",
                () -> new ActsInInit(context -> context.stop(bystander, ExitReason.SHUTDOWN, forever))))).isPresent();
        assertThat(bystander.isAlive()).isFalse();
    }

    private record ActsInInit(Consumer<ProcessContext<Object>> action) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            action.accept(context);
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    private record CallsInInit(Supervisor supervisor) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            supervisor.whichChildren();
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    @Test
    void aSupervisorKilledWhileItWaitsForAnInitLeavesNothing() throws Exception {
        var inInit = new CountDownLatch(1);
        var top = start(supervisor("top").child(log.spec("a")));
        var started = top.ref().<SupervisorRequest.StartOutcome>ask(
                from -> new SupervisorRequest.StartChild(ChildSpec.worker("slow", () -> new SlowInit(inInit)), from),
                Worker.PATIENCE).toCompletableFuture();
        assertThat(inInit.await(20, TimeUnit.SECONDS)).isTrue();

        system.kill(top.ref().pid());

        assertThatThrownBy(() -> started.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(CallException.class);
        await().atMost(Worker.PATIENCE).until(() -> node.processCount() == 0);
        assertThat(system.events(SupervisorEvent.StartFailed.class)).isEmpty();
    }

    private record SlowInit(CountDownLatch entered) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) throws Exception {
            entered.countDown();
            new CountDownLatch(1).await();
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    @Test
    void whatAChildsReasonPrintsCannotHurtItsSupervisor() {
        var term = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("toString of a term");
            }
        };
        var top = start(abc());
        var b = Worker.pid(node, "b");
        node.ref(Worker.name("b")).tell(new Worker.Stop(new ExitReason.Custom(term)));
        Worker.pidAfter(node, "b", b);
        assertThat(top.ref().pid().isAlive()).isTrue();
        assertThatThrownBy(() -> top.startChild(ChildSpec.worker("refuses", () -> new Refuses(term))))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("did not start");
    }

    private record Refuses(Object term) implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.stop(new ExitReason.Custom(term));
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    @Test
    void aNestedTreeStopsDepthFirstInReverse() {
        var top = start(supervisor("top").child(log.spec("a"))
                .child(supervisor("inner").child(log.spec("b")).child(log.spec("c"))).child(log.spec("d")));
        log.expect("+a", "+b", "+c", "+d");
        stop(top);
        log.expect("-d", "-c", "-b", "-a");
    }

    @Test
    void aKilledSupervisorComesBackWithItsNamedChildren() {
        // the names of the old children are free when the parent hears of the end
        start(supervisor("top").intensity(1000, Duration.ofSeconds(5)).child(supervisor("inner").name(Name.of("inner"))
                .child(ChildSpec.worker("plain", ProcessSpec.of("plain", () -> new Worker("plain", log, false))
                        .name(Worker.name("plain"))))));
        for (int i = 0; i < 100; i++) {
            var before = Worker.pid(node, "plain");
            system.kill(node.ref(Name.<Object>of("inner")).pid());
            Worker.pidAfter(node, "plain", before);
            // answers after its start only: one that is killed while it starts is a failed start, and rightly told of
            assertThat(Supervisor.named(node, Name.of("inner")).whichChildren()).hasSize(1);
        }
        assertThat(system.events(SupervisorEvent.StartFailed.class)).isEmpty();
    }

    @Test
    void whatIsAllowedButRarelyMeantIsToldOf() {
        start(supervisor("top").child(log.spec("worker").restart(Restart.TRANSIENT).shutdown(Duration.ofSeconds(1)))
                .child(supervisor("inner").childSpec().restart(Restart.TRANSIENT))
                .child(supervisor("hasty").childSpec().shutdown(Duration.ofSeconds(1)))
                .child(supervisor("plain").childSpec()));
        assertThat(system.events(SupervisorEvent.SpecQuestionable.class))
                .extracting(SupervisorEvent.SpecQuestionable::child).containsExactly("inner", "hasty");
        assertThat(system.events(SupervisorEvent.ChildStarted.class)).extracting(SupervisorEvent.ChildStarted::child)
                .containsExactly("worker", "inner", "hasty", "plain");
    }
}
