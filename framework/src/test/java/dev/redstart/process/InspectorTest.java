package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class InspectorTest {
    private record Secret(String text) {}

    private record Get(ReplyTo<Object> from) {}

    /** Appends what it is told to a list, and keeps a secret. */
    private record Journal() implements GenServer<List<Object>, Object> {
        @Override
        public InitResult<List<Object>> init(ProcessContext<Object> context) {
            return InitResult.started(List.of());
        }

        @Override
        public Next<List<Object>> handle(Object message, List<Object> state, ProcessContext<Object> context) {
            if (message instanceof Get(var from)) {
                from.reply(state);
                return Next.same();
            }
            var longer = new ArrayList<>(state);
            longer.add(message);
            return Next.go(List.copyOf(longer));
        }

        @Override
        public Object redactState(List<Object> state) {
            return state.stream().map(this::redactMessage).toList();
        }

        @Override
        public Object redactMessage(Object message) {
            return message instanceof Secret ? "***" : message;
        }
    }

    @RegisterExtension
    final TestNode system = new TestNode();

    private final ProcessRef<Object> journal = system.node()
            .start(ProcessSpec.<List<Object>, Object>of("journal", Journal::new)).orElseThrow();

    private final Inspector inspector = system.node().inspector(journal.pid()).timeout(TestNode.PATIENCE);

    @Test
    void g15_aRedactedSecretIsInNoStateNoTraceAndNoLog() {
        var traced = new CopyOnWriteArrayList<TraceEvent>();
        inspector.trace(traced::add);
        inspector.keepLog(10);
        journal.tell(new Secret("s3cret"));
        journal.tell("plain");
        assertThat(inspector.state()).contains(List.of("***", "plain"));
        assertThat(inspector.log()).isEqualTo(traced).hasSize(4);
        assertThat(traced.toString() + inspector.status() + inspector.replaceState(state -> state))
                .doesNotContain("s3cret").contains("plain");
        assertThat(journal.call(Get::new)).isEqualTo(List.of(new Secret("s3cret"), "plain"));
    }

    @Test
    void aRedactionThatThrowsShowsNothingAndHurtsNobody() {
        var ref = system.node().start(ProcessSpec.<String, String>of("careless", () -> new GenServer<>() {
            @Override
            public InitResult<String> init(ProcessContext<String> context) {
                return InitResult.started("s3cret");
            }

            @Override
            public Next<String> handle(String message, String state, ProcessContext<String> context) {
                return Next.go(message);
            }

            @Override
            public Object redactState(String state) {
                throw new IllegalStateException(state);
            }
        })).orElseThrow();
        var careless = system.node().inspector(ref.pid()).timeout(TestNode.PATIENCE);
        careless.keepLog(2);
        ref.tell("another");
        assertThat(careless.state()).contains("(redactState threw java.lang.IllegalStateException)");
        assertThat(careless.log()).containsExactly(new TraceEvent.Received(ref.pid(), "another"),
                new TraceEvent.Changed(ref.pid(), "(redactState threw java.lang.IllegalStateException)"));
        assertThat(ref.pid().isAlive()).isTrue();
    }

    @Test
    void g17_theStateOfABusyProcessTimesOutAndOfAnIdleOneComes() throws Exception {
        var busy = system.probe("busy");
        var leave = busy.block();
        var asked = system.node().inspector(busy.pid()).timeout(Duration.ofMillis(50));
        assertThatThrownBy(asked::state).isInstanceOf(CallException.CallTimeout.class);
        leave.countDown();
        assertThat(inspector.state()).contains(List.of());
        assertThat(system.node().inspector(busy.pid()).timeout(TestNode.PATIENCE).state()).isPresent();
    }

    @Test
    void g18_aSuspendedProcessServesInspectorsOnlyAndGoesOnInOrder() {
        inspector.suspend();
        inspector.suspend();
        for (int i = 0; i < 100; i++) {
            journal.tell(i);
        }
        assertThat(inspector.state()).contains(List.of());
        assertThat(inspector.status().suspended()).isTrue();
        assertThat(system.node().info(journal.pid()))
                .returns(ProcessState.SUSPENDED, ProcessInfo::state).returns(100, ProcessInfo::mailboxLength);
        assertThat(inspector.replaceState(_ -> List.of("replaced"))).contains(List.of("replaced"));
        inspector.resume();
        var expected = new ArrayList<Object>(List.of("replaced"));
        for (int i = 0; i < 100; i++) {
            expected.add(i);
        }
        assertThat(journal.call(Get::new, TestNode.PATIENCE)).isEqualTo(expected);
    }

    @Test
    void g18_aSuspendedProcessStillEnds() {
        var parent = system.trapping("parent");
        var child = parent.startChild("child", true);
        var ofChild = system.node().inspector(child.pid()).timeout(TestNode.PATIENCE);
        ofChild.suspend();
        child.ref().tell("waits in vain");
        ofChild.state(); // has passed over it
        var reason = parent
                .<ExitReason>run(context -> context.stop(child.pid(), ExitReason.SHUTDOWN, TestNode.PATIENCE));
        assertThat(reason).isEqualTo(ExitReason.SHUTDOWN);
        inspector.suspend();
        system.kill(journal.pid());
        assertThatThrownBy(inspector::state).isInstanceOf(CallException.NoProcess.class);
    }

    @Test
    void aBodyInTheDirectStyleCanBeSuspendedToo() throws Exception {
        var seen = new CopyOnWriteArrayList<Object>();
        DirectProcess<Object> body = self -> {
            while (!seen.contains("last")) {
                seen.add(self.receive());
            }
        };
        var ref = system.node().start(ProcessSpec.direct("direct", () -> body)).orElseThrow();
        var ofDirect = system.node().inspector(ref.pid()).timeout(TestNode.PATIENCE);
        assertThat(ofDirect.state()).contains(body);
        ofDirect.suspend();
        List.of("a", "b", "last").forEach(ref::tell);
        assertThat(ofDirect.status().suspended()).isTrue();
        assertThat(seen).isEmpty();
        ofDirect.resume();
        assertThat(system.awaitEnd(ref.pid())).isIn(ExitReason.NORMAL, ExitReason.NO_PROC);
        assertThat(seen).containsExactly("a", "b", "last");
    }

    @Test
    void aRequestThatFailsIsRefusedAndTheProcessGoesOn() {
        journal.tell("kept");
        assertThatThrownBy(() -> inspector.replaceState(_ -> {
            throw new IllegalArgumentException("no");
        })).isInstanceOf(IllegalStateException.class).hasRootCauseMessage("no");
        assertThat(inspector.state()).contains(List.of("kept"));
        assertThatThrownBy(() -> inspector.keepLog(-1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void statisticsCountFromWhenTheyAreAskedFor() {
        journal.tell("before");
        assertThat(inspector.statistics()).isEmpty();
        inspector.countStatistics(true);
        journal.tell("one");
        journal.tell("two");
        assertThat(inspector.statistics()).hasValueSatisfying(counted -> {
            assertThat(counted.messages()).isEqualTo(2);
            assertThat(counted.signals()).isZero();
            assertThat(counted.inHandlers()).isPositive().isLessThan(counted.since());
        });
        inspector.noDebug();
        assertThat(inspector.statistics()).isEmpty();
    }

    @Test
    void messagesOutAreCountedWhileStatisticsAreOn() {
        var sender = system.probe("sender");
        var other = system.probe("other");
        var statistics = system.node().inspector(sender.pid());
        sender.act(_ -> other.ref().tell("before"));
        statistics.countStatistics(true);
        sender.act(_ -> {
            other.ref().tell("one");
            other.ref().tell("two");
        });
        other.act(_ -> sender.ref().tell("not its own"));
        assertThat(statistics.statistics()).hasValueSatisfying(counted -> assertThat(counted.sent()).isEqualTo(2));
        TestNode.eventually(sender, _ -> Debug.counting() == 1);
        system.kill(sender.pid());
        TestNode.eventually(sender, _ -> Debug.counting() == 0);
    }

    @Test
    void aTraceListenerThatThrowsIsToldNoMore() {
        var traced = new CopyOnWriteArrayList<TraceEvent>();
        inspector.trace(event -> {
            traced.add(event);
            throw new IllegalStateException();
        });
        journal.tell("one");
        journal.tell("two");
        assertThat(inspector.state()).contains(List.of("one", "two"));
        assertThat(traced).hasSize(1);
        assertThat(system.crashReports()).isEmpty();
    }

    @Test
    void aProcessCannotInspectItself() {
        var probe = system.probe("curious");
        assertThat(probe.<Object>run(context -> {
            try {
                return context.node().inspector(context.pid()).state();
            } catch (CallException e) {
                return e;
            }
        })).isInstanceOf(CallException.CallingSelf.class);
    }

    @Test
    void uptimeAndTimeInHandlersAreSeenFromOutside() throws Exception {
        var busy = system.probe("busy");
        var idle = system.node().info(busy.pid()).inHandlers().orElseThrow();
        var leave = busy.block();
        await().atMost(TestNode.PATIENCE).until(() -> system.node().info(busy.pid()).inHandlers().orElseThrow()
                .minus(idle).compareTo(Duration.ofMillis(20)) > 0); // also while the handler still runs
        assertThat(system.node().info(busy.pid()).state()).isEqualTo(ProcessState.RUNNING);
        leave.countDown();
        busy.settle();
        await().atMost(TestNode.PATIENCE).until(() -> system.node().info(busy.pid()).state() == ProcessState.WAITING);
        var info = system.node().info(busy.pid());
        assertThat(info.inHandlers().orElseThrow()).isLessThanOrEqualTo(info.uptime().orElseThrow());
        assertThat(system.node().info(busy.pid()).inHandlers()).isEqualTo(info.inHandlers());
    }

    @Test
    void stopAndReplyRepliesAfterTerminate() throws Exception {
        var terminated = new CopyOnWriteArrayList<String>();
        var ref = system.node().start(ProcessSpec.<Boolean, Get>of("last", () -> new GenServer<>() {
            @Override
            public InitResult<Boolean> init(ProcessContext<Get> context) {
                return InitResult.started(true);
            }

            @Override
            public Next<Boolean> handle(Get message, Boolean state, ProcessContext<Get> context) {
                return Next.stopAndReply(message.from(), "bye", ExitReason.NORMAL, state);
            }

            @Override
            public void terminate(ExitReason reason, Boolean state, ProcessContext<Get> context) {
                terminated.add("terminated");
            }
        })).orElseThrow();
        assertThat(ref.call(Get::new, TestNode.PATIENCE)).isEqualTo("bye");
        assertThat(terminated).hasSize(1);
        await().atMost(TestNode.PATIENCE).until(() -> !ref.pid().isAlive());
    }

    @Test
    void localValuesLiveAsLongAsTheProcess() {
        var key = Key.<String>of("tenant");
        var probe = system.probe("probe");
        assertThat(probe.<Optional<String>>run(context -> context.local(key))).isEmpty();
        probe.act(context -> context.local(key, "acme"));
        assertThat(probe.<Optional<String>>run(context -> context.local(key))).contains("acme");
    }

    @Test
    void hibernateLetsGoOfEmptyTables() {
        var probe = system.probe("probe");
        var other = system.trapping("other");
        probe.act(context -> {
            context.link(other.pid());
            context.unlink(other.pid());
            context.sendAfter(Duration.ofHours(1), "never").cancel();
        });
        var extension = Objects.requireNonNull(((LocalPid) probe.pid()).presentExtension());
        assertThat(extension.links).isEmpty();
        probe.step(_ -> Next.hibernate(7));
        probe.settle();
        assertThat(extension.links).isNull();
        assertThat(extension.timers).isNull();
        assertThat(system.node().inspector(probe.pid()).timeout(TestNode.PATIENCE).state()).contains(8);
    }
}
