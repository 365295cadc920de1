package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@Timeout(120)
class DirectProcessTest {
    @RegisterExtension
    final TestNode system = new TestNode();

    private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    private ProcessRef<Object> start(DirectProcess<Object> body) {
        return system.node().start(ProcessSpec.direct("direct", () -> body).mailbox(Mailbox.unbounded())).orElseThrow();
    }

    private Object next() throws InterruptedException {
        var item = seen.poll(TestNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(item).as("what the process noted").isNotNull();
        return item;
    }

    private void awaitWaiting(Pid pid) {
        await().atMost(TestNode.PATIENCE).until(() -> system.node().info(pid).state() == ProcessState.WAITING);
    }

    @Test
    void p01_aBodyThatReturnsEndsNormallyWithoutAReport() throws Exception {
        var ref = start(self -> self.receive());
        var ended = system.node().whenEnded(ref.pid());
        ref.tell("go");
        assertThat(ended.toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo(ExitReason.NORMAL);
        assertThat(system.crashReports()).isEmpty();
    }

    @Test
    void p02_aBodyThatThrowsCrashesWithOneReport() throws Exception {
        var ref = start(self -> {
            self.receive();
            throw new IllegalStateException("broken");
        });
        var ended = system.node().whenEnded(ref.pid());
        ref.tell("go");
        assertThat(ended.toCompletableFuture().get(20, TimeUnit.SECONDS)).isInstanceOf(ExitReason.Crash.class);
        assertThat(system.crashReports()).singleElement().extracting(ProcessCrashed::reason)
                .isInstanceOfSatisfying(ExitReason.Crash.class,
                        crash -> assertThat(crash.message()).isEqualTo("broken"));
    }

    @Test
    void p07_selectiveReceiveTakesTheFirstThatFitsAndLeavesTheOthersInOrder() throws Exception {
        var ref = start(self -> {
            self.receive("go"::equals);
            seen.add(self.receive("c"::equals));
            seen.add(self.receive());
            seen.add(self.receive());
        });
        List.of("a", "b", "c", "go").forEach(ref::tell);
        assertThat(List.of(next(), next(), next())).containsExactly("c", "a", "b");
    }

    @Test
    void p07_aSearchWaitsForWhatIsNotThereYetAndLooksAtNothingTwice() throws Exception {
        var looks = new AtomicInteger();
        var ref = start(self -> {
            seen.add(self.receive(message -> {
                looks.incrementAndGet();
                return message.equals("wanted");
            }));
            var rest = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                rest.add(self.receive());
            }
            seen.add(rest);
        });
        var sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            ref.tell(i);
            sent.add(i);
            if (i % 50 == 0) {
                awaitWaiting(ref.pid());
            }
        }
        ref.tell("wanted");
        assertThat(next()).isEqualTo("wanted");
        assertThat(next()).isEqualTo(sent);
        assertThat(looks).hasValue(201);
    }

    @Test
    void p07_byTypeAndWithTimeout() throws Exception {
        var ref = start(self -> {
            seen.add(self.receive(Integer.class));
            seen.add(self.receive(Duration.ZERO));
            seen.add(self.receive(Duration.ZERO));
            seen.add(self.receive(Long.class, Duration.ofMillis(5)));
        });
        ref.tell("first");
        ref.tell(1);
        assertThat(List.of(next(), next(), next(), next())).containsExactly(1, Optional.of("first"), Optional.empty(),
                Optional.empty());
    }

    @Test
    void aMailboxThatNobodyTakesFromStaysBounded() {
        var ref = system.node().start(ProcessSpec.direct("bounded", () -> self -> self.receive("never"::equals))
                .mailbox(new Mailbox(10, Mailbox.Overflow.FAIL_SENDER))).orElseThrow();
        for (int i = 0; i < 10; i++) {
            ref.tell("no" + i);
            awaitWaiting(ref.pid()); // looked at and left
        }
        assertThatThrownBy(() -> ref.tell("one more")).isInstanceOf(CallException.Overloaded.class);
        assertThat(system.node().info(ref.pid()).mailboxLength()).isEqualTo(10);
    }

    @Test
    void aReceiveThatWaitsParksAndDoesNotPoll() throws Exception {
        var thread = new AtomicReference<Thread>();
        var looks = new AtomicInteger();
        var ref = start(self -> {
            thread.set(Thread.currentThread());
            self.receive(_ -> {
                looks.incrementAndGet();
                return false;
            });
        });
        ref.tell("unwanted");
        await().atMost(TestNode.PATIENCE).until(() -> looks.get() == 1);
        awaitWaiting(ref.pid());
        await().atMost(TestNode.PATIENCE).until(() -> LockSupport.getBlocker(thread.get()) != null);
        assertThat(system.timers()).isZero();
        for (int i = 0; i < 1000; i++) { // wakes it for nothing
            LockSupport.unpark(thread.get());
            thread.get().interrupt();
        }
        awaitWaiting(ref.pid());
        assertThat(looks).hasValue(1);
        assertThat(ref.pid().isAlive()).isTrue();
    }

    @Test
    void aHundredThousandUnwantedMessagesAheadDoNotTouchACallsReply() throws Exception {
        var server = system.probe("server");
        var looks = new AtomicInteger();
        var ref = start(self -> {
            self.receive("go"::equals);
            seen.add(server.run(_ -> "reply")); // a call from inside
            seen.add(self.receive(message -> {
                looks.incrementAndGet();
                return message.equals(99_999);
            }));
        });
        for (int i = 0; i < 100_000; i++) {
            ref.tell(i);
        }
        ref.tell("go");
        assertThat(next()).isEqualTo("reply");
        assertThat(next()).isEqualTo(99_999);
        assertThat(looks).hasValue(100_000);
    }

    @Test
    void signalsWaitInOrderAmongTheMessages() throws Exception {
        var other = system.probe("other");
        var ref = start(self -> {
            self.trapExit(true);
            var monitor = self.monitor(other.pid());
            seen.add("watching");
            self.receive("go"::equals);
            seen.add(self.receive());
            seen.add(self.receiveAny());
            seen.add(self.receiveAny());
            seen.add(self.receiveSignal(Duration.ZERO));
            seen.add(monitor);
        });
        assertThat(next()).isEqualTo("watching");
        ref.tell("before");
        system.kill(other.pid());
        system.awaitEnd(other.pid());
        system.probe("sender").act(context -> context.exit(ref.pid(), new ExitReason.Custom("why")));
        ref.tell("after");
        ref.tell("go");
        assertThat(next()).isEqualTo("before");
        assertThat(next()).isInstanceOf(Signal.class);
        assertThat(next()).isInstanceOf(Signal.class);
        assertThat(next()).isEqualTo(Optional.empty());
    }

    @Test
    void p11_anExitSignalEndsAWaitingBodyAtOnce() throws Exception {
        var unwound = new CountDownLatch(1);
        var ref = start(self -> {
            try {
                self.receive();
            } finally {
                unwound.countDown();
            }
        });
        awaitWaiting(ref.pid());
        var ended = system.node().whenEnded(ref.pid());
        system.node().exit(ref.pid(), new ExitReason.Custom("enough"));
        assertThat(ended.toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo(new ExitReason.Custom("enough"));
        assertThat(unwound.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void p14_aKilledBodyThatGoesOnCanDoNothing() throws Exception {
        var target = system.probe("target");
        var caught = new CompletableFuture<Throwable>();
        var ref = start(self -> {
            try {
                self.receive();
            } catch (Throwable first) { // as careless code does
                try {
                    target.ref().tell("from the dead");
                } catch (Throwable second) {
                    caught.complete(second);
                }
            }
        });
        awaitWaiting(ref.pid());
        system.kill(ref.pid());
        assertThat(caught.get(20, TimeUnit.SECONDS)).isInstanceOf(ProcessExit.class);
        target.heardNothing();
    }

    @Test
    void aTrappingBodyToldToEndByItsParentUnwindsWithinItsPatience() throws Exception {
        var parent = system.trapping("parent");
        var cleaned = new CountDownLatch(1);
        var spec = ProcessSpec.<Object>direct("child", () -> self -> {
            self.trapExit(true);
            seen.add("ready");
            try {
                self.receive();
            } finally {
                self.node().ref(Name.<Object>of("sink")).pid(); // still alive: it may act
                cleaned.countDown();
            }
        });
        system.node().start(ProcessSpec.<Boolean, Object>of("sink", () -> new Sink()).name(Name.of("sink")));
        var child = parent.run(context -> context.startLink(spec).orElseThrow());
        assertThat(next()).isEqualTo("ready");
        var reason = parent.<ExitReason>run(
                context -> context.stop(child.pid(), ExitReason.SHUTDOWN, Duration.ofSeconds(20)));
        assertThat(reason).isEqualTo(ExitReason.SHUTDOWN);
        assertThat(cleaned.getCount()).isZero();
    }

    private record Sink() implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }

    @Test
    void p16_receiveOnAForeignThreadIsRefused() throws Exception {
        var context = new CompletableFuture<DirectContext<Object>>();
        var ref = start(self -> {
            context.complete(self);
            seen.add(self.receive());
        });
        assertThatThrownBy(() -> context.get(20, TimeUnit.SECONDS).receive()).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("outside of its callbacks");
        ref.tell("still here");
        assertThat(next()).isEqualTo("still here");
    }

    @Test
    void itsThreadIsNamedByItsLabelAndMayBeAPlatformThread() throws Exception {
        for (var platform : List.of(true, false)) {
            var spec = ProcessSpec.<Object>direct("named", () -> _ -> seen.add(Thread.currentThread()));
            system.node().start(platform ? spec.onPlatformThreads() : spec);
            var thread = (Thread) next();
            assertThat(thread.getName()).isEqualTo("named");
            assertThat(thread.isVirtual()).isEqualTo(!platform);
        }
    }

    @Test
    void p08_startMonitorOfABodyThatDiesInstantlyGivesOneDownWithTheRealReason() throws Exception {
        var watcher = system.probe("watcher");
        for (int round = 0; round < 200; round++) {
            var spec = ProcessSpec.<Object>direct("instant", () -> _ -> {});
            var started = watcher.<Monitored<Object>>run(context -> context.startMonitor(spec).orElseThrow());
            var down = watcher.next(Signal.Down.class);
            assertThat(down).isEqualTo(
                    new Signal.Down(started.monitor(), started.ref().pid(), ExitReason.NORMAL));
            watcher.heardNothing();
        }
    }
}
