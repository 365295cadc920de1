package dev.redstart.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.redstart.process.CallException;
import dev.redstart.process.ExitReason;
import dev.redstart.process.LocalNode;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.TestNode;
import dev.redstart.process.test.TestRuntime;
import dev.redstart.supervisor.ChildInfo.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static dev.redstart.supervisor.DynamicSupervisorSpec.dynamicSupervisor;
import static dev.redstart.supervisor.SupervisorSpec.supervisor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

/** OTP.md 5, Supervisors, restarts that wait (S24 to S27); the arithmetic is in {@link BackoffProperties}. */
class RestartBackoffTest {
    private static final Backoff HOURS = Backoff.exponential(Duration.ofHours(1), Duration.ofHours(9)).jitter(0)
            .immediate(0);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Backoff SECONDS = Backoff.exponential(SECOND, SECOND).immediate(0).jitter(0);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MOMENT = Duration.ofNanos(1);

    @RegisterExtension
    final TestNode system = new TestNode(TestRuntime.onVirtualTime());

    private final TestRuntime runtime = system.runtime();
    private final LocalNode node = system.node();
    private final Worker.Log log = new Worker.Log();

    @SuppressWarnings("unchecked") // the process of a supervisor's spec
    private Supervisor start(Startable spec) {
        var process = (ProcessSpec<?, SupervisorRequest>) spec.childSpec().process();
        return new Supervisor(node.start(process).orElseThrow());
    }

    private SupervisorSpec abc(Strategy strategy) {
        return supervisor("top").strategy(strategy).intensity(0, Duration.ofMinutes(1)).backoff(HOURS)
                .child(log.spec("a")).child(log.spec("b")).child(log.spec("c"));
    }

    private static State stateOf(Supervisor supervisor, String id) {
        return info(supervisor, id).state();
    }

    private static ChildInfo info(Supervisor supervisor, String id) {
        return supervisor.whichChildren().stream().filter(child -> child.id().equals(id)).findFirst().orElseThrow();
    }

    private void crashAndWait(Supervisor supervisor, String id) {
        Worker.crash(node, id);
        TestNode.eventually(supervisor, it -> stateOf(it, id) == State.RESTARTING);
    }

    private CompletableFuture<ExitReason> endOf(Supervisor supervisor) {
        return node.whenEnded(supervisor.ref().pid()).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS);
    }

    @Test
    void s24_aChildComesBackAfterItsDelay() {
        start(supervisor("top").intensity(0, Duration.ofMinutes(1)).child(log.spec("a"))
                .child(log.spec("b").backoff(HOURS.resetAfter(DAY))));
        for (var hours : List.of(1, 2, 4, 8, 9)) {
            var before = Worker.pid(node, "b");
            Worker.crash(node, "b");
            runtime.advance(Duration.ofHours(hours).minus(MOMENT));
            assertThat(node.whereis(Worker.name("b"))).isEmpty();
            runtime.advance(MOMENT);
            assertThat(Worker.pid(node, "b")).isNotEqualTo(before);
        }
        assertThat(system.events(SupervisorEvent.RestartDelayed.class))
                .extracting(SupervisorEvent.RestartDelayed::attempt)
                .containsExactly(1, 2, 3, 4, 5);
        log.expect("+a", "+b", "+b", "+b", "+b", "+b", "+b");
    }

    @Test
    void s24_aWaitingChildSaysSinceWhenAndUntilWhen() {
        var top = start(abc(Strategy.ONE_FOR_ONE));
        crashAndWait(top, "b");
        assertThat(top.whichChildren()).extracting(ChildInfo::id, ChildInfo::state, child -> child.pid().isPresent(),
                child -> child.waiting().isPresent()).containsExactly(tuple("a", State.RUNNING, true, false),
                        tuple("b", State.RESTARTING, false, true), tuple("c", State.RUNNING, true, false));
        var waiting = info(top, "b").waiting().orElseThrow();
        assertThat(Duration.between(waiting.since(), waiting.until())).isEqualTo(Duration.ofHours(1));
        assertThat(waiting.attempt()).isEqualTo(1);
        top.restartChild("b");
        crashAndWait(top, "b");
        var second = info(top, "b").waiting().orElseThrow();
        assertThat(Duration.between(second.since(), second.until())).isEqualTo(Duration.ofHours(2));
        assertThat(second.attempt()).isEqualTo(2);
    }

    @Test
    void s24_anEndInGoodOrderIsNoMatterOfBackoff() {
        var top = start(supervisor("top").intensity(4, Duration.ofMinutes(1)).backoff(HOURS.giveUpAfter(2))
                .child(log.spec("b")));
        for (var reason : List.of(ExitReason.NORMAL, ExitReason.SHUTDOWN, new ExitReason.Shutdown("detail"))) {
            var before = Worker.pid(node, "b");
            node.ref(Worker.name("b")).tell(new Worker.Stop(reason));
            Worker.pidAfter(node, "b", before);
        }
        assertThat(system.events(SupervisorEvent.RestartDelayed.class)).isEmpty();
        crashAndWait(top, "b");
        assertThat(info(top, "b").waiting().orElseThrow().attempt()).as("none of them counted").isEqualTo(1);
        top.restartChild("b");
        var before = Worker.pid(node, "b");
        node.ref(Worker.name("b")).tell(new Worker.Stop(ExitReason.NORMAL));
        Worker.pidAfter(node, "b", before);
        var end = endOf(top);
        node.ref(Worker.name("b")).tell(new Worker.Stop(ExitReason.NORMAL));
        assertThat(end.join()).as("but all of them by the intensity").isEqualTo(ExitReason.SHUTDOWN);
    }

    @Test
    void s24_aDynamicChildsEndInGoodOrderNeither() {
        var top = start(dynamicSupervisor("top").backoff(HOURS));
        top.startChild(log.spec("b"));
        var before = Worker.pid(node, "b");
        node.ref(Worker.name("b")).tell(new Worker.Stop(ExitReason.NORMAL));
        Worker.pidAfter(node, "b", before);
        crashAndWait(top, "b");
    }

    @Test
    void s25_aChildThatStayedUpLongEnoughStartsTheSeriesAgain() {
        var top = start(supervisor("top").intensity(100, Duration.ofMinutes(1)).child(log.spec("b")
                .backoff(HOURS.immediate(1).resetAfter(DAY))));
        for (int i = 0; i < 5; i++) {
            var before = Worker.pid(node, "b");
            Worker.crash(node, "b");
            Worker.pidAfter(node, "b", before);
            runtime.advance(DAY);
        }
        assertThat(system.events(SupervisorEvent.RestartDelayed.class)).isEmpty();
        var before = Worker.pid(node, "b");
        Worker.crash(node, "b");
        Worker.pidAfter(node, "b", before);
        runtime.advance(DAY.minus(MOMENT));
        crashAndWait(top, "b");
    }

    @Test
    void s26_callsToAWaitingChildFailAtOnceAndRestartChildStartsIt() {
        var top = start(abc(Strategy.ONE_FOR_ONE));
        crashAndWait(top, "b");
        assertThatThrownBy(() -> node.ref(Worker.name("b")).tell(new Worker.Crash()))
                .isInstanceOf(CallException.NoProcess.class);
        assertThat(top.restartChild("b")).isPresent();
        assertThat(stateOf(top, "b")).isEqualTo(State.RUNNING);
        assertThat(system.timers()).isZero();
        log.expect("+a", "+b", "+c", "+b");
    }

    @Test
    void s26_aRestartByRequestThatFailsWaitsOn() {
        var top = start(abc(Strategy.ONE_FOR_ONE));
        crashAndWait(top, "b");
        log.failInits("b", 1);
        assertThatThrownBy(() -> top.restartChild("b")).hasMessageContaining("child b did not start");
        var waiting = info(top, "b").waiting().orElseThrow();
        assertThat(waiting.attempt()).isEqualTo(2);
        assertThat(system.timers()).isEqualTo(1);
        log.expect("+a", "+b", "+c", "!b");
    }

    @Test
    void s26_terminateAndDeleteMeanNoLaterStart() {
        var top = start(abc(Strategy.ONE_FOR_ONE));
        crashAndWait(top, "b");
        top.terminateChild("b");
        assertThat(stateOf(top, "b")).isEqualTo(State.STOPPED);
        crashAndWait(top, "c");
        top.deleteChild("c");
        assertThat(system.timers()).isZero();
        top.ref().tell(new SupervisorRequest.RetryRestart(1)); // timers that fired in the moment they were cancelled
        top.ref().tell(new SupervisorRequest.RetryRestart(2));
        runtime.advance(DAY);
        assertThat(top.whichChildren()).extracting(ChildInfo::id, ChildInfo::state)
                .containsExactly(tuple("a", State.RUNNING), tuple("b", State.STOPPED));
        log.expect("+a", "+b", "+c");
    }

    @Test
    void s26_aStaleTimerDoesNotEndALaterWait() {
        var top = start(abc(Strategy.ONE_FOR_ONE));
        crashAndWait(top, "b");
        top.restartChild("b");
        crashAndWait(top, "b");
        top.ref().tell(new SupervisorRequest.RetryRestart(1));
        assertThat(stateOf(top, "b")).isEqualTo(State.RESTARTING);
        top.ref().tell(new SupervisorRequest.RetryRestart(2));
        assertThat(stateOf(top, "b")).isEqualTo(State.RUNNING);
    }

    @Test
    void s26_aSupervisorThatStopsStartsNothingLater() {
        var top = start(abc(Strategy.ONE_FOR_ONE));
        crashAndWait(top, "b");
        node.stop(top.ref().pid(), ExitReason.SHUTDOWN, Worker.PATIENCE);
        assertThat(system.timers()).isZero();
        runtime.advance(DAY);
        log.expect("+a", "+b", "+c", "-c", "-a");
    }

    @Test
    void s27_delayedRestartsDoNotCountAndTheSixthEndEscalates() {
        var top = start(supervisor("top").intensity(0, Duration.ofMinutes(1)).child(log.spec("a"))
                .child(log.spec("b").backoff(SECONDS.giveUpAfter(5))));
        log.failInits("b", 100);
        var end = endOf(top);
        Worker.crash(node, "b");
        runtime.advance(SECOND.multipliedBy(5).minus(MOMENT));
        assertThat(top.ref().pid().isAlive()).isTrue();
        runtime.advance(MOMENT);
        assertThat(end.join()).isEqualTo(ExitReason.SHUTDOWN);
        log.expect("+a", "+b", "!b", "!b", "!b", "!b", "!b", "-a");
        assertThat(system.events(SupervisorEvent.GaveUp.class)).singleElement()
                .satisfies(event -> assertThat(event.describe()).contains("child b", "ended more than 5 times"));
    }

    @Test
    void s27_restartsAtOnceCount() {
        var top = start(supervisor("top").intensity(1, Duration.ofMinutes(1))
                .child(log.spec("b").backoff(HOURS.immediate(5))));
        var before = Worker.pid(node, "b");
        Worker.crash(node, "b");
        Worker.pidAfter(node, "b", before);
        var end = endOf(top);
        Worker.crash(node, "b");
        assertThat(end.join()).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(system.events(SupervisorEvent.GaveUp.class)).singleElement()
                .satisfies(event -> assertThat(event.why()).contains("restarted more than 1 times within PT1M"));
    }

    @Test
    void aChildsOwnBackoffGoesBeforeItsSupervisors() {
        var top = start(abc(Strategy.ONE_FOR_ONE).intensity(10, Duration.ofMinutes(1))
                .child(log.spec("d").backoff(Backoff.NONE)));
        var before = Worker.pid(node, "d");
        Worker.crash(node, "d");
        Worker.pidAfter(node, "d", before);
        crashAndWait(top, "a");
    }

    @Test
    void aGroupGoesDownAtOnceAndComesUpTogether() {
        var top = start(abc(Strategy.ONE_FOR_ALL));
        crashAndWait(top, "b");
        log.expect("+a", "+b", "+c", "-c", "-a");
        assertThat(top.whichChildren()).extracting(ChildInfo::waiting).containsOnly(info(top, "b").waiting());
        assertThat(system.timers()).isEqualTo(1);
        runtime.advance(Duration.ofHours(1));
        log.expect("+a", "+b", "+c");
        crashAndWait(top, "b");
        log.expect("-c", "-a");
        top.restartChild("c");
        log.expect("+a", "+b", "+c");
        assertThat(system.timers()).isZero();
    }

    @Test
    void whoIsTakenOutOfAWaitingGroupIsNotStartedWithIt() {
        var top = start(abc(Strategy.REST_FOR_ONE));
        crashAndWait(top, "b");
        log.expect("+a", "+b", "+c", "-c");
        assertThat(stateOf(top, "a")).isEqualTo(State.RUNNING);
        top.terminateChild("b");
        assertThat(stateOf(top, "c")).isEqualTo(State.RESTARTING);
        assertThat(system.timers()).isEqualTo(1);
        runtime.advance(Duration.ofHours(1));
        log.expect("+c");
        assertThat(stateOf(top, "b")).isEqualTo(State.STOPPED);
        assertThat(system.timers()).isZero();
    }

    @Test
    void aSiblingThatFailsInTheGroupsStartUsesItsOwnCount() {
        var top = start(abc(Strategy.ONE_FOR_ALL));
        crashAndWait(top, "b");
        log.expect("+a", "+b", "+c", "-c", "-a");
        log.failInits("c", 1);
        assertThatThrownBy(() -> top.restartChild("a")).hasMessageContaining("child c did not start");
        log.expect("+a", "+b", "!c", "-b", "-a");
        assertThat(top.restartChild("c")).isPresent();
        crashAndWait(top, "b");
        assertThat(system.events(SupervisorEvent.RestartDelayed.class))
                .extracting(SupervisorEvent::child, SupervisorEvent.RestartDelayed::attempt)
                .containsExactly(tuple("b", 1), tuple("c", 1), tuple("b", 2));
    }

    @Test
    void aTemporarySiblingOfAWaitingGroupIsForgotten() {
        var top = start(supervisor("top").strategy(Strategy.ONE_FOR_ALL).backoff(HOURS).child(log.spec("a"))
                .child(log.spec("t").restart(Restart.TEMPORARY)));
        crashAndWait(top, "a");
        assertThat(top.whichChildren()).extracting(ChildInfo::id).containsExactly("a");
        top.restartChild("a");
        log.expect("+a", "+t", "-t", "+a");
    }

    @Test
    void s26_dynamicChildrenWaitToo() {
        var top = start(dynamicSupervisor("top").maxChildren(2).intensity(0, Duration.ofMinutes(1)).backoff(HOURS));
        top.startChild(log.spec("a"));
        top.startChild(log.spec("b").backoff(SECONDS));
        var b = Worker.pid(node, "b");
        Worker.crash(node, "b");
        runtime.advance(SECOND);
        Worker.pidAfter(node, "b", b);

        crashAndWait(top, "a");
        assertThat(info(top, "a").waiting()).isPresent();
        assertThatThrownBy(() -> top.startChild(log.spec("c"))).hasMessageContaining("max_children");
        assertThat(top.restartChild("a")).isPresent();
        crashAndWait(top, "a");
        log.failInits("a", 1);
        assertThatThrownBy(() -> top.restartChild("a")).hasMessageContaining("child a did not start");
        top.terminateChild("a");
        assertThat(system.timers()).isZero();
        top.startChild(log.spec("a"));
        crashAndWait(top, "a");
        top.deleteChild("a");
        assertThat(system.timers()).isZero();
        top.ref().tell(new SupervisorRequest.RetryRestart(1));
        assertThat(top.whichChildren()).extracting(ChildInfo::id).containsExactly("b");
        log.expect("+a", "+b", "+b", "+a", "!a", "+a");
    }

    @Test
    void s27_aDynamicChildThatEndsTooOftenEndsItsSupervisor() {
        var top = start(dynamicSupervisor("top").backoff(SECONDS.giveUpAfter(2)));
        top.startChild(log.spec("a"));
        top.startChild(log.spec("b").backoff(HOURS));
        crashAndWait(top, "b");
        log.failInits("a", 100);
        var end = endOf(top);
        Worker.crash(node, "a");
        runtime.advance(SECOND.multipliedBy(2));
        assertThat(end.join()).isEqualTo(ExitReason.SHUTDOWN);
        log.expect("+a", "+b", "!a", "!a");
        assertThat(system.timers()).isZero();
    }
}
