package dev.redstart.endpoint;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import dev.redstart.process.CallException;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ReplyTo;
import dev.redstart.websocket.CloseCode;
import dev.redstart.websocket.CloseReason;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * One client on long-poll: what waits for its next poll, and the state of its process, which drives the connection.
 *
 * <p>Threading: what waits, the poll and the end are guarded by this object's monitor; {@code driver} and {@code unsettled}
 * belong to the process. Requests wait on their own threads.
 */
final class LongPollSession implements Connection {
    /** Messages of this process: what a POST brought, that somebody closes the connection, that it is time to look for the last poll. */
    sealed interface Event {
        record Opened() implements Event {}

        record Posted(List<PostedMessage> messages, AtomicBoolean handled, ReplyTo<Integer> from) implements Event {}

        record Closing(int code) implements Event {}

        record InactiveSince() implements Event {}
    }

    /** @param ended forgets the session */
    record Setting(Gate gate, Duration inactiveAfter, InetSocketAddress peer, String token, Runnable ended) {}

    /** One request that waits; a newer one takes its place. */
    private static final class Poll {}

    private final Setting setting;
    private final ConnectionDriver driver;
    private @Nullable ProcessRef<Object> process;
    private final Queue<EncodedFrame> waiting = new ArrayDeque<>(4);
    private long waitingBytes;
    private @Nullable Poll current;
    private long lastPoll = System.nanoTime();
    private boolean ended;
    private @Nullable ReplyTo<Integer> unsettled;

    LongPollSession(Setting setting, ConnectionDriver driver) {
        this.setting = setting;
        this.driver = driver;
    }

    /** Its first message makes the process own the session's end. */
    void start(ProcessRef<Object> started) {
        synchronized (this) {
            process = started;
        }
        started.tell(new Event.Opened());
    }

    String token() {
        return setting.token;
    }

    boolean isLive() {
        return !hasEnded() && process().pid().isAlive();
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    // ---- requests -----------------------------------------------------------------------------------------------------------------

    /**
     * Waits until there is something, the session ends, or the window is over. A newer poll gets everything from then on.
     *
     * @param polls counts those that wait
     */
    synchronized List<EncodedFrame> poll(Duration window, LongAdder polls) {
        var poll = new Poll();
        current = poll;
        lastPoll = System.nanoTime();
        polls.increment();
        try {
            await(poll, lastPoll + window.toNanos());
        } finally {
            polls.decrement();
        }
        return current == poll ? take() : List.of();
    }

    private void await(Poll poll, long deadline) {
        while (!ended && (waiting.isEmpty() || current != poll)) {
            var millis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                break;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
    }

    private List<EncodedFrame> take() {
        current = null;
        var taken = List.copyOf(waiting);
        waiting.clear();
        waitingBytes = 0;
        return taken;
    }

    /**
     * Hands messages over and waits until all of them have been decided, but not longer than the window: a client takes any answer but 200
     * for the end of the connection, and a slow join is no reason for that.
     *
     * @return the status of the answer
     */
    int post(List<PostedMessage> messages, Duration window) {
        var handled = new AtomicBoolean();
        try {
            return process().<Integer>call(from -> new Event.Posted(messages, handled, from), window);
        } catch (CallException.CallTimeout e) {
            return handled.get() ? 200 : 408;
        } catch (CallException e) { // it has ended
            return 410;
        }
    }

    // ---- Connection ---------------------------------------------------------------------------------------------------------------

    @Override
    public boolean send(EncodedFrame frame) {
        if (!frame.isText()) {
            setting.gate.node().telemetry().emit(new EndpointEvent.BytesOverLongPoll(setting.gate.path()));
            return false;
        }
        var limits = setting.gate.options().limits();
        synchronized (this) {
            if (ended) {
                return false;
            }
            if (waiting.isEmpty() || (waiting.size() < limits.maxOutboundFrames()
                    && waitingBytes + frame.size() <= limits.maxOutboundBytes())) {
                waiting.add(frame);
                waitingBytes += frame.size();
                notifyAll();
                return true;
            }
        }
        close(CloseCode.TRY_AGAIN_LATER);
        return false;
    }

    /** Nothing is sent or received from here on; the process hears why and ends. */
    @Override
    public void close(int code) {
        if (markEnded()) {
            process().tell(new Event.Closing(code));
        }
    }

    private synchronized boolean markEnded() {
        if (ended) {
            return false;
        }
        ended = true;
        notifyAll(); // a poll that waits need not wait for its window
        return true;
    }

    /** Clients on long-poll wait for one POST to be answered before they send the next, so there is nothing to hold back. */
    @Override
    public void suspendReads() {}

    @Override
    public void resumeReads() {}

    @Override
    public synchronized ProcessRef<Object> process() {
        return Objects.requireNonNull(process, "the session has not started yet");
    }

    @Override
    public InetSocketAddress peer() {
        return setting.peer;
    }

    // ---- the process --------------------------------------------------------------------------------------------------------------

    /** @return why the process is to end, or null if it goes on */
    @Nullable
    CloseReason handle(Object message, ProcessContext<Object> context) {
        switch (message) {
            case Event.Opened _ -> {
                context.own(this::processEnded);
                context.sendAfter(setting.inactiveAfter, new Event.InactiveSince());
                driver.opened(this, context);
            }
            case Event.Posted posted -> posted(posted, context);
            case Event.InactiveSince _ -> {
                if (isInactive(context)) {
                    return new CloseReason(CloseCode.ABNORMAL, false, CloseReason.Side.PEER, null);
                }
            }
            case Event.Closing(var code) -> {
                return new CloseReason(code, false, CloseReason.Side.SERVER, null);
            }
            default -> driver.message(message, context);
        }
        settle();
        return null;
    }

    private void posted(Event.Posted posted, ProcessContext<Object> context) {
        for (var message : posted.messages) {
            if (hasEnded()) {
                return; // the caller hears of the end of the process
            }
            if (message.isText()) {
                driver.text(message.content(), context);
            } else {
                driver.binary(message.content(), context);
            }
        }
        if (unsettled != null) {
            unsettled.reply(200); // the client does not wait for it any more, or it would not have sent the next
        }
        posted.handled.set(true);
        unsettled = posted.from;
    }

    /** What was sent is answered when it has been decided, joins included: a client sends nothing else meanwhile. */
    void settle() {
        if (unsettled != null && driver.isSettled() && !hasEnded()) {
            unsettled.reply(200);
            unsettled = null;
        }
    }

    ConnectionDriver driver() {
        return driver;
    }

    /** Only polls count: who merely sends will never hear the answers. */
    private boolean isInactive(ProcessContext<Object> context) {
        long left;
        synchronized (this) {
            left = lastPoll + setting.inactiveAfter.toNanos() - System.nanoTime();
        }
        if (left > 0) {
            context.sendAfter(Duration.ofNanos(left), new Event.InactiveSince());
        }
        return left <= 0;
    }

    private void processEnded() {
        markEnded();
        setting.ended.run();
    }
}
