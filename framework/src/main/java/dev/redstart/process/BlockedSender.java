package dev.redstart.process;

import java.util.List;

import dev.redstart.process.Inbox.Push;
import org.jspecify.annotations.Nullable;

/**
 * A sender that waits for room in a full mailbox, with the message it wants to send. The receiver puts the message in itself, so that
 * nobody who comes later gets in before it.
 *
 * <p>Threading: made and awaited by the sender's thread, let in by the receiver's activation, under the receiver's {@link Extension}.
 */
final class BlockedSender extends Slot {
    final Object message;
    private final LocalReceiver receiver;
    private final @Nullable LocalPid sender;
    private List<LocalPid> circle = List.of();

    /** @param sender the process that sends, or null if it is none */
    BlockedSender(LocalReceiver receiver, Object message, @Nullable LocalPid sender) {
        super(receiver);
        this.receiver = receiver;
        this.message = message;
        this.sender = sender;
    }

    /** Notes that the sender waits from now on, and whether that closes a circle. */
    void waits() {
        if (sender != null) {
            circle = receiver.node().blockedSenders().add(sender, receiver);
        }
    }

    private void waitsNoMore() {
        if (sender != null) {
            receiver.node().blockedSenders().remove(sender);
        }
    }

    /** Wakes the sender: its message is in, or went where messages to an ended process go. */
    void letIn(Push pushed) {
        waitsNoMore();
        complete(pushed);
    }

    /**
     * Waits until the message is in, or would be if the receiver had not ended.
     *
     * @return false if there was no room in time; then the message is not sent
     * @throws ProcessExit if the sender itself was ended; then the message is not sent
     * @throws CallException.CallInterrupted if the sender is no process and was interrupted; then the message is not sent
     */
    boolean awaitRoom(long nanos) {
        if (!circle.isEmpty()) {
            receiver.node().telemetry().emit(new SendersInCircle(List.copyOf(circle)));
        }
        try {
            await(nanos);
        } catch (CallException.CallInterrupted e) {
            if (receiver.withdraw(this)) {
                throw e;
            }
        } catch (ProcessExit e) {
            receiver.withdraw(this);
            throw e;
        } finally {
            waitsNoMore();
        }
        if (receiver.withdraw(this)) {
            return false;
        }
        if (!(outcome() instanceof Push pushed) || pushed == Push.CLOSED) {
            receiver.node().deadLetter();
        }
        return true;
    }
}
