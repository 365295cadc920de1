package dev.redstart.process;

import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The part of a process that receives: messages get into its mailbox by the mailbox's rule, and out of it with what that means for
 * senders that wait and for those who watch how full it is (OTP.md 3.8). Everything here is flags and the {@link Extension}, nothing is
 * kept for a mailbox that has never filled up.
 *
 * <pre>
 *               80 % reached, by a sender           event is out               down to 20 %, by the taker
 *   at ease ────────────────────────────▶ CONGESTED ────────────▶ and ..._TOLD ─────────────────────────▶ event, at ease
 * </pre>
 *
 * <p>Threading: {@link #deliver} may be called from any thread, {@link #takeNext} from the running activation only. An event is told by
 * the thread that brought the change about; the flags keep the two kinds of events in turn.
 */
abstract sealed class LocalReceiver extends LocalPid permits LocalProcess {
    /** One of them is set if there may be something to do when a message is taken, or not to be had. */
    private static final int LOOK_AFTER = CONGESTION_TOLD | SENDERS_WAIT;

    LocalReceiver(ProcessKind<?, ?> kind, @Nullable LocalPid parent) {
        super(kind.node.nextSerial(), parent, kind.trapExit, kind.isStarted());
        if (kind.mailbox.overflow() == Mailbox.Overflow.DROP_OLDEST) {
            raise(KEEPS_NEWEST);
        }
    }

    abstract ProcessKind<?, ?> kind();

    @Override
    final int waiting() {
        return Math.min(length(), kind().mailbox.capacity());
    }

    // ---- in -----------------------------------------------------------------------------------------------------------------------

    /**
     * Puts a user message into the mailbox, by the rule of the mailbox if it is full.
     *
     * @param patience nanoseconds this thread is ready to wait for room, if that is the rule
     * @return nanoseconds it has waited
     */
    final long deliver(Object message, long patience) {
        Debug.sending();
        var pushed = pushAndWake(message, kind().pushLimit, kind().highWater);
        if (pushed == Push.FULL) {
            congested();
            return overflow(message, patience);
        }
        delivered(pushed);
        return 0;
    }

    private void delivered(Push pushed) {
        switch (pushed) {
            case QUEUED, WOKE, FULL -> {}
            case WOKE_HIGH -> congested();
            case CLOSED -> kind().node.deadLetter();
            case HIGH -> {
                congested();
                if (has(KEEPS_NEWEST)) {
                    dropped(trim(kind().mailbox.capacity()));
                }
            }
        }
    }

    private long overflow(Object message, long patience) {
        switch (kind().mailbox.overflow()) {
            case KILL_RECEIVER -> {
                var reason = new ExitReason.Custom("mailbox_overflow");
                die(reason, report(reason, "mailbox overflow"));
            }
            case DROP_NEWEST -> dropped(1);
            case DROP_OLDEST -> {} // such a mailbox is never full
            case FAIL_SENDER -> throw new CallException.Overloaded(this, kind().mailbox.capacity());
            case BLOCK_SENDER -> {
                return waitForRoom(message, patience);
            }
        }
        return 0;
    }

    private void dropped(int messages) {
        if (messages > 0) {
            kind().node.dropped(messages);
        }
    }

    // ---- out ----------------------------------------------------------------------------------------------------------------------

    /** The next item, or null if nothing waits. Only for the running activation. */
    final @Nullable Object takeNext() {
        dropSurplus(null);
        var item = take();
        lookAfter();
        var dev = kind().dev;
        return dev == null ? item : dev.received(item, this);
    }

    /** The next item that is wanted, or null; see {@link #takeFirst}. Only for the running activation. */
    final @Nullable Object takeNext(Predicate<Object> wanted, Search search) {
        dropSurplus(search);
        var dev = kind().dev;
        var item = takeFirst(dev == null ? wanted : waiting -> wanted.test(DevChecks.bare(waiting)), search);
        lookAfter();
        return dev == null ? item : dev.received(item, this);
    }

    /** The first messages that wait, at most {@code limit}. Only for the running activation. */
    final List<Object> firstWaiting(int limit) {
        dropSurplus(null);
        return peek(limit).stream().map(DevChecks::bare).toList();
    }

    private void dropSurplus(@Nullable Search search) {
        if (has(KEEPS_NEWEST)) {
            dropped(dropSurplus(kind().mailbox.capacity(), search));
        }
    }

    private void lookAfter() {
        if (!has(LOOK_AFTER)) {
            return;
        }
        if (has(SENDERS_WAIT)) {
            letSendersIn();
        }
        if (has(CONGESTION_TOLD) && length() <= kind().mailbox.lowWater()) {
            relieved();
        }
    }

    /**
     * Makes an inbox that was just released a running one again, if there is something to do without a message. Whoever raised a flag
     * before the release could not wake the process, which was awake; whoever raises one after it can.
     */
    final boolean resume() {
        return has(LOOK_AFTER) && isUrgent() && acquireIdle();
    }

    private boolean isUrgent() {
        var length = length(); // of what is not wanted at present
        return (has(CONGESTION_TOLD) && length <= kind().mailbox.lowWater())
                || (has(SENDERS_WAIT) && length < kind().mailbox.capacity());
    }

    // ---- alarms -------------------------------------------------------------------------------------------------------------------

    /** Tells that the mailbox is filling up, unless that was told already. On the sender's thread, because the handler may be stuck. */
    private void congested() {
        if (has(CONGESTED) || !raise(CONGESTED)) {
            return;
        }
        kind().node.telemetry().emit(new MailboxCongested(this, label(), waiting(), kind().mailbox.capacity()));
        raise(CONGESTION_TOLD);
        if (acquireIdle()) { // all may have been taken while this thread was telling
            wake();
        }
    }

    private void relieved() {
        lower(CONGESTION_TOLD);
        kind().node.telemetry().emit(new MailboxRelieved(this, label(), kind().mailbox.capacity()));
        lower(CONGESTED);
        if (length() >= kind().highWater) { // who filled it again meanwhile took it for told
            congested();
        }
    }

    // ---- senders that wait --------------------------------------------------------------------------------------------------------

    private long waitForRoom(Object message, long patience) {
        var sender = Activation.process();
        if (patience <= 0 || !mayWait(sender)) {
            throw new CallException.Overloaded(this, kind().mailbox.capacity());
        }
        var since = node().nanoTime();
        var blocked = new BlockedSender(this, message, sender);
        var pushed = pushOrWait(blocked);
        if (hasWoken(pushed)) {
            wake();
        }
        delivered(pushed);
        if (pushed == Push.FULL && !blocked.awaitRoom(patience)) {
            throw new CallException.Overloaded(this, kind().mailbox.capacity());
        }
        return node().nanoTime() - since;
    }

    /** A process that waited for itself would wait in vain. */
    @SuppressWarnings("ReferenceEquality") // a process is its identity
    private boolean mayWait(@Nullable LocalPid sender) {
        return Thread.currentThread().isVirtual() && (sender == null || (sender != this && !sender.isInline()));
    }

    /** Pushes once more, now that the taker of a message would hear of it, and has the sender wait if there is still no room. */
    private Push pushOrWait(BlockedSender sender) {
        var extension = extension();
        synchronized (extension) {
            if (extension.closed) {
                return Push.CLOSED;
            }
            raise(SENDERS_WAIT);
            var pushed = push(sender.message, kind().pushLimit, kind().highWater);
            if (pushed == Push.FULL) {
                extension.addBlocked(sender);
                sender.waits();
            } else if (!extension.hasBlocked()) {
                lower(SENDERS_WAIT);
            }
            return pushed;
        }
    }

    /** Puts in for as many waiting senders as there is room. */
    private void letSendersIn() {
        var extension = extension();
        synchronized (extension) {
            while (!extension.closed && length() < kind().mailbox.capacity()) {
                var sender = extension.pollBlocked();
                if (sender == null) {
                    lower(SENDERS_WAIT);
                    return;
                }
                sender.letIn(push(sender.message, Integer.MAX_VALUE));
            }
        }
    }

    /** @return false if the sender waits no more, because its message is in or this process has ended */
    final boolean withdraw(BlockedSender sender) {
        var extension = extension();
        synchronized (extension) {
            return !extension.closed && extension.removeBlocked(sender);
        }
    }
}
