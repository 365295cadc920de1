package dev.redstart.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import dev.redstart.process.Mailbox.Overflow;
import dev.redstart.telemetry.TelemetryEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Mailboxes that fill up (OTP.md 3.8). The rules that need no waiting and no order are in {@link ProcessTest}. */
@Timeout(120)
class MailboxTest {
    private static final String DROPPED = "redstart.process.dropped.messages";
    private static final String DEAD_LETTERS = "redstart.process.dead.letters";

    /** Handles a message for every permit, one at a time. */
    private static final class Gate implements GenServer<Boolean, Object> {
        final Semaphore permits = new Semaphore(0);
        final BlockingQueue<Object> handled = new LinkedBlockingQueue<>();
        final BlockingQueue<Object> entered = new LinkedBlockingQueue<>();

        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            return InitResult.started(true);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) throws Exception {
            entered.add(message);
            permits.acquire();
            if (message instanceof Probe.Action action) {
                action.run(context);
            }
            handled.add(message);
            return Next.same();
        }

        @Override
        public Next<Boolean> signal(Signal signal, Boolean state, ProcessContext<Object> context) {
            handled.add(signal);
            return Next.same();
        }
    }

    @RegisterExtension
    final TestNode system = new TestNode();

    private ProcessRef<Object> start(Gate gate, Mailbox mailbox) {
        return system.node().start(ProcessSpec.<Boolean, Object>of("gate", () -> gate).mailbox(mailbox)).orElseThrow();
    }

    /** A process whose handler is held with one message, so that exactly those sent afterwards wait. */
    private ProcessRef<Object> startHeld(Gate gate, Mailbox mailbox) throws InterruptedException {
        var process = start(gate, mailbox);
        process.tell("held");
        assertThat(gate.entered.poll(20, TimeUnit.SECONDS)).isEqualTo("held");
        return process;
    }

    private static void fill(ProcessRef<Object> process, int messages) {
        for (int i = 0; i < messages; i++) {
            process.tell(i);
        }
    }

    private int waiting(ProcessRef<Object> process) {
        return system.node().info(process.pid()).mailboxLength();
    }

    private static List<Object> take(BlockingQueue<Object> from, int count) throws InterruptedException {
        var taken = new ArrayList<>();
        while (taken.size() < count) {
            var item = from.poll(20, TimeUnit.SECONDS);
            assertThat(item).as("item %d", taken.size()).isNotNull();
            taken.add(item);
        }
        return taken;
    }

    /** Senders that wait for room. */
    private static int blocked(ProcessRef<Object> process) {
        var extension = ((LocalPid) process.pid()).extension();
        synchronized (extension) {
            return extension.blockedSenders == null ? 0 : extension.blockedSenders.size();
        }
    }

    private static CompletableFuture<Void> onVirtualThread(Runnable task) {
        return CompletableFuture.runAsync(task, Thread.ofVirtual()::start);
    }

    private static void done(CompletableFuture<Void> sender) {
        sender.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** What {@link #startHeld} and one {@link #fill} have put in is handled, and nothing that came later. */
    private static void thenOnly(ProcessRef<Object> process, Gate gate) throws InterruptedException {
        gate.permits.release(3);
        assertThat(take(gate.handled, 2)).containsExactly("held", 0);
        process.tell("after");
        assertThat(take(gate.handled, 1)).containsExactly("after");
    }

    // ---- DROP_OLDEST --------------------------------------------------------------------------------------------------------------

    @Test
    void p18_dropOldestKeepsTheNewestAndCountsTheRest() throws Exception {
        for (var sent : List.of(10, 11, 20, 21, 35)) {
            var before = system.meter(DROPPED);
            var gate = new Gate();
            var process = startHeld(gate, new Mailbox(10, Overflow.DROP_OLDEST));
            fill(process, sent);
            assertThat(waiting(process)).isEqualTo(10);

            gate.permits.release(100);

            assertThat(take(gate.handled, 1)).containsExactly("held");
            assertThat(take(gate.handled, 10))
                    .isEqualTo(IntStream.range(sent - 10, sent).mapToObj(i -> (Object) i).toList());
            assertThat(system.meter(DROPPED)).isEqualTo(before + sent - 10);
            process.tell("next");
            assertThat(take(gate.handled, 1)).containsExactly("next");
        }
    }

    @Test
    void p18_dropOldestDropsNoSignal() throws Exception {
        var gate = new Gate();
        var process = startHeld(gate, new Mailbox(3, Overflow.DROP_OLDEST));
        Probe.Action mixed = context -> {
            for (int i = 0; i < 4; i++) {
                var dead = system.probe("dead");
                system.kill(dead.pid());
                fill(context.self(), 20);
                context.monitor(dead.pid());
            }
            fill(context.self(), 20);
        };
        process.tell(mixed);
        gate.permits.release(100);

        var heard = take(gate.handled, 9);

        assertThat(heard.subList(2, 6)).allMatch(Signal.Down.class::isInstance);
        assertThat(heard).endsWith(17, 18, 19);
        assertThat(system.meter(DROPPED)).isEqualTo(97);
    }

    @Test
    void everyMessageToOneThatDropsIsHandledOrCounted() throws Exception {
        var gate = new Gate();
        gate.permits.release(1_000_000);
        var process = start(gate, new Mailbox(5, Overflow.DROP_OLDEST));
        Together.run(3, _ -> fill(process, 20_000));
        TestNode.eventually(gate, served -> served.handled.size() + system.meter(DROPPED) == 60_000);
        assertThat(gate.handled).contains(19_999);
    }

    // ---- BLOCK_SENDER -------------------------------------------------------------------------------------------------------------

    @Test
    void aBlockedSenderWaitsUntilThereIsRoomAndComesInItsTurn() throws Exception {
        var gate = new Gate();
        var process = startHeld(gate, new Mailbox(2, Overflow.BLOCK_SENDER));
        fill(process, 2);
        var senders = new ArrayList<CompletableFuture<Void>>();
        for (var message : List.of("a", "b", "c")) {
            senders.add(onVirtualThread(() -> process.tell(message)));
            TestNode.eventually(process, held -> blocked(held) == senders.size());
        }
        assertThat(waiting(process)).isEqualTo(2);

        gate.permits.release(1);

        done(senders.getFirst());
        assertThat(senders.get(1)).isNotDone();
        assertThat(waiting(process)).isEqualTo(2);
        gate.permits.release(5);
        senders.forEach(MailboxTest::done);
        assertThat(take(gate.handled, 6)).containsExactly("held", 0, 1, "a", "b", "c");
    }

    @Test
    void allThatManySendersSendArrivesInTheirOrderThoughTheyWaitForRoom() throws Exception {
        record Numbered(int sender, int number) {}
        var gate = new Gate();
        gate.permits.release(1_000_000);
        var process = start(gate, new Mailbox(4, Overflow.BLOCK_SENDER));
        var senders = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 50; i++) {
            var sender = i;
            senders.add(onVirtualThread(() -> {
                for (int number = 0; number < 100; number++) {
                    process.tell(new Numbered(sender, number));
                }
            }));
        }
        senders.forEach(MailboxTest::done);

        var next = new int[50];
        for (var item : take(gate.handled, 5_000)) {
            var message = (Numbered) item;
            assertThat(message.number).isEqualTo(next[message.sender]++);
        }
        assertThat(blocked(process)).isZero();
        TestNode.eventually(process, idle -> ((LocalPid) idle.pid()).isIdle());
        assertThat(((LocalPid) process.pid()).has(LocalPid.SENDERS_WAIT)).isFalse();
    }

    @Test
    void whoMustNotBlockFailsAtOnce() throws Exception {
        var gate = new Gate();
        var process = startHeld(gate, new Mailbox(1, Overflow.BLOCK_SENDER));
        fill(process, 1);

        assertThatThrownBy(() -> process.tell("platform")).isInstanceOf(CallException.Overloaded.class);
        done(onVirtualThread(() -> assertThat(process.ask(_ -> "ask", TestNode.PATIENCE).toCompletableFuture())
                .isCompletedExceptionally()));
        var before = system.meter(DROPPED);
        system.node().sendAfter(Duration.ZERO, process, "timer");
        TestNode.eventually(before, none -> system.meter(DROPPED) == none + 1);
        inline(context -> assertThatThrownBy(() -> process.tell("inline"))
                .isInstanceOf(CallException.Overloaded.class));
        gate.permits.release(2);
        assertThat(take(gate.handled, 2)).containsExactly("held", 0);
    }

    /** Runs {@code action} in an inline process whose thread could wait, if it might. */
    private void inline(Probe.Action action) throws Exception {
        try (var io = Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
            var process = system.node().kind("inline", new Gate(), Mailbox.DEFAULT, false)
                    .spawnInline(true, system.node().first(), io);
            io.submit(() -> {
                process.run(context -> {
                    try {
                        action.run(context);
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
                assertThat(process.pid().isAlive()).isTrue();
                process.end(ExitReason.NORMAL);
            }).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aProcessDoesNotWaitForItself() throws Exception {
        var gate = new Gate();
        var process = start(gate, new Mailbox(1, Overflow.BLOCK_SENDER));
        var failed = new CompletableFuture<Throwable>();
        process.tell((Probe.Action) context -> {
            context.self().tell("one");
            try {
                context.self().tell("two");
            } catch (CallException.Overloaded e) {
                failed.complete(e);
            }
        });
        gate.permits.release(2);
        assertThat(failed.orTimeout(20, TimeUnit.SECONDS).join()).hasMessageContaining("capacity 1");
        assertThat(take(gate.handled, 2)).endsWith("one");
    }

    @Test
    void aCallWaitsForRoomNoLongerThanItsTimeoutAndThenIsNotSent() throws Exception {
        var gate = new Gate();
        var process = startHeld(gate, new Mailbox(1, Overflow.BLOCK_SENDER));
        fill(process, 1);

        done(onVirtualThread(
                () -> assertThatThrownBy(() -> process.<Object>call(_ -> "too late", Duration.ofMillis(50)))
                        .isInstanceOf(CallException.Overloaded.class)));

        assertThat(blocked(process)).isZero();
        thenOnly(process, gate);
    }

    @Test
    void theEndOfTheReceiverLetsSendersGo() throws Exception {
        var process = startHeld(new Gate(), new Mailbox(1, Overflow.BLOCK_SENDER));
        fill(process, 1);
        var senders = List.of(onVirtualThread(() -> process.tell("a")), onVirtualThread(() -> process.tell("b")));
        TestNode.eventually(process, held -> blocked(held) == 2);
        var caller = onVirtualThread(() -> assertThatThrownBy(() -> process.<Object>call(_ -> "c"))
                .isInstanceOf(CallException.ServerExited.class));
        TestNode.eventually(process, held -> blocked(held) == 3);

        system.kill(process.pid());

        senders.forEach(MailboxTest::done);
        done(caller);
        assertThat(system.meter(DEAD_LETTERS)).isEqualTo(3);
    }

    @Test
    void aProcessThatIsEndedWhileItWaitsUnwindsAndSendsNothing() throws Exception {
        var gate = new Gate();
        var process = startHeld(gate, new Mailbox(1, Overflow.BLOCK_SENDER));
        fill(process, 1);
        var wentOn = new AtomicBoolean();
        var sender = system.probe("sender");
        sender.later(_ -> {
            process.tell("from the dead");
            wentOn.set(true);
        });
        TestNode.eventually(process, held -> blocked(held) == 1);
        assertThat(system.node().blockedSenders().size()).isEqualTo(1);

        system.kill(sender.pid());

        TestNode.eventually(process, held -> blocked(held) == 0);
        TestNode.eventually(system.node(), node -> node.blockedSenders().size() == 0);
        thenOnly(process, gate);
        assertThat(wentOn).isFalse();
    }

    @Test
    void anInterruptEndsTheWaitOfAThreadThatIsNoProcess() throws Exception {
        var gate = new Gate();
        var process = startHeld(gate, new Mailbox(1, Overflow.BLOCK_SENDER));
        fill(process, 1);
        var result = new CompletableFuture<Boolean>();
        var sender = Thread.ofVirtual().start(() -> {
            try {
                process.tell("unsent");
            } catch (CallException.CallInterrupted _) {
                result.complete(Thread.currentThread().isInterrupted());
            }
        });
        TestNode.eventually(process, held -> blocked(held) == 1);

        sender.interrupt();

        assertThat(result.orTimeout(20, TimeUnit.SECONDS).join()).isTrue();
        thenOnly(process, gate);
    }

    @Test
    void sendersThatWaitForEachOtherInACircleAreToldOf() throws Exception {
        for (var size : List.of(2, 3)) {
            var before = system.events(SendersInCircle.class).size();
            var gates = IntStream.range(0, size).mapToObj(_ -> new Gate()).toList();
            var all = gates.stream().map(gate -> start(gate, new Mailbox(1, Overflow.BLOCK_SENDER))).toList();
            for (int i = 0; i < size; i++) {
                var next = all.get((i + 1) % size);
                all.get(i).tell((Probe.Action) _ -> next.tell("round"));
                assertThat(take(gates.get(i).entered, 1)).hasSize(1);
                all.get(i).tell("fills it");
            }
            for (int i = 0; i < size; i++) {
                assertThat(system.events(SendersInCircle.class)).hasSize(before);
                var next = all.get((i + 1) % size);
                gates.get(i).permits.release();
                TestNode.eventually(next, held -> blocked(held) == 1);
            }

            TestNode.eventually(before, none -> system.events(SendersInCircle.class).size() == none + 1);
            var event = system.events(SendersInCircle.class).getLast();
            assertThat(event.circle()).hasSize(size).doesNotHaveDuplicates();
            var pids = all.stream().map(ProcessRef::pid).toList();
            for (int i = 0; i < size; i++) {
                var next = pids.get((pids.indexOf(event.circle().get(i)) + 1) % size);
                assertThat(event.circle().get((i + 1) % size)).as("each waits for the next").isEqualTo(next);
            }
            assertThat(event.describe()).contains(event.circle().get(0) + " waits for room in the mailbox of "
                    + event.circle().get(1));
            all.forEach(process -> system.kill(process.pid()));
            TestNode.eventually(system.node(), node -> node.blockedSenders().size() == 0);
        }
    }

    // ---- the direct style ---------------------------------------------------------------------------------------------------------

    /** Receives what the test wants from those that wait. */
    private ProcessRef<Object> startDirect(Mailbox mailbox, BlockingQueue<Object> heard) {
        var spec = ProcessSpec.<Object>direct("direct", () -> self -> {
            for (;;) {
                var number = self.receive(item -> item instanceof String).toString();
                heard.add(number.equals("any")
                        ? self.receive()
                        : self.receive(item -> item.equals(Integer.valueOf(number))));
            }
        });
        return system.node().start(spec.mailbox(mailbox)).orElseThrow();
    }

    @Test
    void whatASelectiveReceiveLeavesIsDroppedWhenItIsOldest() throws Exception {
        var heard = new LinkedBlockingQueue<>();
        var process = startDirect(new Mailbox(5, Overflow.DROP_OLDEST), heard);
        fill(process, 50);
        TestNode.eventually(process, busy -> ((LocalPid) busy.pid()).isIdle() && waiting(busy) == 5);
        process.tell("47"); // drops 45
        assertThat(take(heard, 1)).containsExactly(47);
        process.tell("any");
        assertThat(take(heard, 1)).containsExactly(46);
        assertThat(system.meter(DROPPED)).isEqualTo(46);
    }

    @Test
    void theAlarmOfMessagesThatNobodyWantsIsToldOnceAndDoesNotKeepTheProcessAwake() throws Exception {
        var heard = new LinkedBlockingQueue<>();
        var process = startDirect(new Mailbox(10, Overflow.BLOCK_SENDER), heard);
        for (int i = 0; i < 8; i++) { // one by one, each wakes it
            process.tell(i);
            TestNode.eventually(process, busy -> ((LocalPid) busy.pid()).isIdle());
        }
        TestNode.eventually(system, node -> node.events(MailboxCongested.class).size() == 1);
        TestNode.eventually(process, busy -> ((LocalPid) busy.pid()).isIdle());
        fill(process, 2);
        var sender = onVirtualThread(() -> process.tell("unasked"));
        TestNode.eventually(process, full -> blocked(full) == 1);
        TestNode.eventually(process, busy -> ((LocalPid) busy.pid()).isIdle());
        assertThat(system.events(MailboxRelieved.class)).isEmpty();
        system.kill(process.pid());
        done(sender);
    }

    // ---- alarms -------------------------------------------------------------------------------------------------------------------

    private List<Class<?>> alarms() {
        var alarms = new ArrayList<Class<?>>();
        system.events(TelemetryEvent.class).stream()
                .filter(event -> event instanceof MailboxCongested || event instanceof MailboxRelieved)
                .forEach(event -> alarms.add(event.getClass()));
        return alarms;
    }

    @Test
    void fillingUpAndEmptyingAreToldOfOnceEach() throws Exception {
        for (var overflow : List.of(Overflow.FAIL_SENDER, Overflow.DROP_NEWEST, Overflow.DROP_OLDEST)) {
            var before = alarms().size();
            var gate = new Gate();
            var process = startHeld(gate, new Mailbox(10, overflow));
            fill(process, 7);
            assertThat(alarms()).hasSize(before);

            fill(process, 1);
            assertThat(system.events(MailboxCongested.class)).last()
                    .isEqualTo(new MailboxCongested(process.pid(), "gate", 8, 10));
            fill(process, 2);
            gate.permits.release(8);
            TestNode.eventually(process, held -> waiting(held) == 3 - 1 || waiting(held) == 3);
            take(gate.handled, 8);
            assertThat(take(gate.entered, 8)).hasSize(8);
            TestNode.eventually(alarms(), _ -> alarms().size() == before + 2);
            assertThat(system.events(MailboxRelieved.class)).last()
                    .isEqualTo(new MailboxRelieved(process.pid(), "gate", 10));

            fill(process, 6);
            assertThat(alarms()).hasSize(before + 3);
            gate.permits.release(100);
            TestNode.eventually(process, busy -> ((LocalPid) busy.pid()).isIdle());
            assertThat(alarms().subList(before, before + 4)).containsExactly(MailboxCongested.class,
                    MailboxRelieved.class, MailboxCongested.class, MailboxRelieved.class);
        }
    }

    @Test
    void betweenTheMarksNothingIsTold() throws Exception {
        var gate = new Gate();
        var process = startHeld(gate, new Mailbox(10, Overflow.FAIL_SENDER));
        fill(process, 10);
        for (int round = 0; round < 20; round++) { // between 3 and 10
            gate.permits.release(7);
            take(gate.handled, 7);
            take(gate.entered, 7);
            fill(process, 7);
        }
        assertThat(alarms()).containsExactly(MailboxCongested.class);
        gate.permits.release(100);
        TestNode.eventually(process, busy -> ((LocalPid) busy.pid()).isIdle());
        assertThat(alarms()).containsExactly(MailboxCongested.class, MailboxRelieved.class);
    }

    @Test
    void aMailboxWithoutALimitIsToldOfAtTenThousandAndAtTwo() throws Exception {
        var gate = new Gate();
        var process = startHeld(gate, Mailbox.unbounded());
        fill(process, 9_999);
        assertThat(alarms()).isEmpty();
        fill(process, 5_000);
        assertThat(system.events(MailboxCongested.class)).singleElement()
                .isEqualTo(new MailboxCongested(process.pid(), "gate", 10_000, Integer.MAX_VALUE))
                .extracting(MailboxCongested::describe).asString()
                .endsWith("10000 of any number of messages wait");
        gate.permits.release(100_000);
        take(gate.handled, 15_000);
        TestNode.eventually(alarms(), _ -> alarms().size() == 2);
        assertThat(system.events(MailboxRelieved.class)).singleElement().extracting(MailboxRelieved::describe)
                .asString().endsWith("at most 2000 of any number of messages wait");
    }

    @Test
    void whateverTheMomentTheAlarmsAlternateAndTheLastOneIsTrue() throws Exception {
        var gate = new Gate();
        gate.permits.release(10_000_000);
        var told = new CopyOnWriteArrayList<Class<?>>();
        system.node().telemetry().listen(event -> told.add(event.getClass()));
        var process = start(gate, new Mailbox(4, Overflow.DROP_NEWEST));
        for (int round = 0; round < 300; round++) {
            Together.run(2, _ -> fill(process, 30));
            TestNode.eventually(process, busy -> ((LocalPid) busy.pid()).isIdle());
            TestNode.eventually(told, events -> events.size() % 2 == 0);
        }
        assertThat(told).isNotEmpty();
        for (int i = 0; i < told.size(); i++) {
            assertThat(told.get(i)).isEqualTo(i % 2 == 0 ? MailboxCongested.class : MailboxRelieved.class);
        }
    }

    @Test
    void aMailboxThatEmptiesWhileItsAlarmIsBeingToldIsToldOfAsRelieved() throws Exception {
        var gate = new Gate();
        var process = startHeld(gate, new Mailbox(2, Overflow.FAIL_SENDER));
        var telling = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        system.node().telemetry().listen(event -> {
            if (event instanceof MailboxCongested) {
                telling.countDown();
                awaitQuietly(goOn);
            }
        });
        var sender = onVirtualThread(() -> fill(process, 2));
        assertThat(telling.await(20, TimeUnit.SECONDS)).isTrue();
        gate.permits.release(100);
        TestNode.eventually(process, busy -> ((LocalPid) busy.pid()).isIdle());
        assertThat(system.events(MailboxRelieved.class)).isEmpty();

        goOn.countDown();

        done(sender);
        TestNode.eventually(system, node -> node.events(MailboxRelieved.class).size() == 1);
        TestNode.eventually(process, busy -> ((LocalPid) busy.pid()).isIdle());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
