package dev.redstart.process;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.redstart.process.Inbox.Push;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** The mailbox with several senders and one taker at a time, over and over. */
@Timeout(60)
class InboxConcurrencyTest {
    private record Numbered(int sender, int number) {}

    /** Takes on whatever thread is told that it woke the inbox, as a scheduler would. */
    private static final class Receiver extends Inbox {
        final AtomicInteger activations = new AtomicInteger();
        final AtomicInteger atOnce = new AtomicInteger();
        final int[] expected;
        int taken;

        Receiver(int senders) {
            this.expected = new int[senders];
        }

        void activation() {
            activations.incrementAndGet();
            for (;;) {
                assertThat(atOnce.incrementAndGet()).as("one activation at a time").isEqualTo(1);
                for (var item = take(); item != null; item = take()) {
                    var message = (Numbered) item;
                    assertThat(message.number).isEqualTo(expected[message.sender]++);
                    taken++;
                }
                atOnce.decrementAndGet();
                if (release()) {
                    return;
                }
            }
        }
    }

    @Test
    void nothingIsLostAndEverySendersOrderIsKept() throws Exception {
        for (int round = 0; round < 150; round++) {
            var senders = 3;
            var each = 300;
            var inbox = new Receiver(senders);
            Together.run(senders, sender -> {
                for (int number = 0; number < each; number++) {
                    if (inbox.push(new Numbered(sender, number), Integer.MAX_VALUE) == Push.WOKE) {
                        inbox.activation();
                    }
                }
            });
            assertThat(inbox.taken).isEqualTo(senders * each);
            assertThat(inbox.isIdle()).as("no wake-up was lost").isTrue();
            assertThat(inbox.length()).isZero();
        }
    }

    @Test
    void aMailboxWithRoomIsNeverFull() throws Exception {
        // regression: what the taker moved over between two reads of the sender was counted twice
        var capacity = 64;
        var inbox = new Receiver(1);
        var waiting = new AtomicInteger();
        var stop = new AtomicBoolean();
        var wronglyFull = new AtomicInteger();
        Together.run(2, role -> {
            if (role == 0) {
                for (int number = 0; number < 100_000 && wronglyFull.get() == 0; number++) {
                    while (waiting.get() >= capacity * 3 / 4) {
                        Thread.onSpinWait();
                    }
                    waiting.incrementAndGet();
                    var pushed = inbox.push(new Numbered(0, number), capacity);
                    if (pushed == Push.FULL) {
                        wronglyFull.incrementAndGet();
                    }
                }
                stop.set(true);
            } else {
                inbox.acquireIdle();
                while (!stop.get()) {
                    if (waiting.get() >= capacity / 2 + 2) { // moves more than half of the capacity at once
                        while (inbox.take() != null) {
                            waiting.decrementAndGet();
                        }
                    }
                }
            }
        });
        assertThat(wronglyFull).hasValue(0);
    }

    @Test
    void closingWhileSendersPushLetsNothingInAfterwards() throws Exception {
        for (int round = 0; round < 1000; round++) {
            var inbox = new Receiver(2);
            var woke = new AtomicInteger();
            var active = new AtomicBoolean();
            var closed = new AtomicBoolean();
            Together.run(3, role -> {
                if (role == 2) {
                    active.set(inbox.close());
                    closed.set(true);
                    return;
                }
                for (int number = 0; number < 20; number++) {
                    var late = closed.get();
                    var pushed = inbox.push(new Numbered(role, number), Integer.MAX_VALUE);
                    if (late) {
                        assertThat(pushed).isEqualTo(Push.CLOSED);
                    }
                    if (pushed == Push.WOKE) {
                        woke.incrementAndGet();
                    }
                }
            });
            assertThat(woke.get()).as("woken at most once, and told to whoever closes").isEqualTo(active.get() ? 1 : 0);
        }
    }

    @Test
    void oneThatKeepsItsNewestCountsEveryMessageOnceAndKeepsEverySendersOrder() throws Exception {
        var capacity = 8;
        for (int round = 0; round < 100; round++) {
            var senders = 3;
            var each = 500;
            var inbox = new Receiver(senders);
            var dropped = new AtomicInteger();
            var sending = new AtomicInteger(senders);
            var last = new int[]{-1, -1, -1};
            inbox.acquireIdle();
            Together.run(senders + 1, role -> {
                if (role < senders) {
                    for (int number = 0; number < each; number++) {
                        inbox.push(new Numbered(role, number), Integer.MAX_VALUE);
                        dropped.addAndGet(inbox.trim(capacity));
                    }
                    sending.decrementAndGet();
                    return;
                }
                while (sending.get() > 0 || inbox.hasMail()) {
                    dropped.addAndGet(inbox.dropSurplus(capacity, null));
                    var item = inbox.take();
                    if (item != null) {
                        var message = (Numbered) item;
                        assertThat(message.number).isGreaterThan(last[message.sender]);
                        last[message.sender] = message.number;
                        inbox.taken++;
                    }
                }
            });
            assertThat(inbox.taken + dropped.get()).isEqualTo(senders * each);
            assertThat(inbox.taken).isGreaterThanOrEqualTo(capacity);
            assertThat(last).as("the newest message of all is never dropped").contains(each - 1);
        }
    }

    @Test
    void oneThatKeepsItsNewestDoesNotGrowWhileNobodyTakes() throws Exception {
        var capacity = 16;
        var senders = 3;
        var each = 20_000;
        var inbox = new Receiver(senders);
        var dropped = new AtomicInteger();
        var longest = new AtomicInteger();
        inbox.acquireIdle();
        inbox.push(new SystemMessage.Idle(0), Integer.MAX_VALUE);
        Together.run(senders, sender -> {
            for (int number = 0; number < each; number++) {
                inbox.push(new Numbered(sender, number), Integer.MAX_VALUE);
                longest.accumulateAndGet(inbox.length(), Math::max);
                dropped.addAndGet(inbox.trim(capacity));
            }
        });
        assertThat(longest.get()).isLessThanOrEqualTo(2 * capacity + senders);
        assertThat(inbox.length() + dropped.get()).isEqualTo(senders * each);
        assertThat(inbox.take()).isEqualTo(new SystemMessage.Idle(0));
    }
}
