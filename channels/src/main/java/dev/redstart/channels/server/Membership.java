package dev.redstart.channels.server;

import java.util.ArrayDeque;
import java.util.Deque;

import dev.redstart.channels.serializer.Envelope;
import dev.redstart.channels.serializer.Ref;
import dev.redstart.process.MonitorRef;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.TimerRef;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * One topic of one connection: the channel behind it, and what waits while there is no channel to take it.
 *
 * <pre>
 *              ┌── refused, crashed, too slow ──▶ gone
 *   JOINING ───┤
 *              └── accepted ──▶ JOINED ── leave ──▶ LEAVING      the end of the channel in either: gone
 *                                  │                   │
 *                                  └─── join again ────┴──▶ REPLACING ── the end of the channel ──▶ JOINING, the next one
 * </pre>
 *
 * <p>While JOINING and REPLACING, messages for the topic wait here rather than in a mailbox: only a channel that has joined may see them. If
 * the join fails, whatever the reason, or another one takes its place, each is still answered, in its order. The limit is the mailbox's.
 *
 * <p>Threading: belongs to the connection's IO thread.
 */
final class Membership {
    enum State {
        JOINING, JOINED, LEAVING, REPLACING
    }

    /** In {@link #ahead}: that reading from the client was stopped for it. */
    private static final int HOLDS = 1 << 31;

    final Lane lane;
    final Mounted.LiveRoute route;
    final ProcessRef<Object> channel;
    final MonitorRef monitor;
    /** Of the join, for answering it in the channel's place. */
    final @Nullable Ref ref;
    /** The close of the channel this one replaces; leaves right behind the answer to the join. */
    @Nullable
    EncodedFrame closeOfOld;
    State state = State.JOINING;
    /** The one of the same connection that was there before; belongs to its {@link Memberships}. */
    @Nullable
    Membership older;
    /** What the channel has not handled yet of what was forwarded to it, as far as is known; and {@link #HOLDS}. */
    private int ahead;
    private @Nullable TimerRef timer;
    private @Nullable Deque<Envelope> waiting;

    Membership(Lane lane, Mounted.LiveRoute route, ProcessRef<Object> channel, MonitorRef monitor, @Nullable Ref ref) {
        this.lane = lane;
        this.route = route;
        this.channel = channel;
        this.monitor = monitor;
        this.ref = ref;
    }

    /** Whether messages have to wait. */
    boolean isBusy() {
        return state == State.JOINING || state == State.REPLACING;
    }

    /** Whether the message is for this join and not for an earlier one (PROTOCOL.md 10, rules 4 and 5). */
    boolean isAddressedBy(Envelope message) {
        return message.joinRef() == null || message.joinRef().equals(lane.sentJoinRef());
    }

    /**
     * Counts a message that is forwarded to the channel.
     *
     * @return whether the channel is to say when it comes to it
     */
    boolean forwarded(Pace pace) {
        ahead++;
        return unhandled() % pace.batch() == 0;
    }

    /** The channel has come to one more of the messages it was to say so of. */
    void caughtUp(Pace pace) {
        ahead -= pace.batch();
    }

    private int unhandled() {
        return ahead & ~HOLDS;
    }

    /** Whether more is under way, or waits here, than should be. */
    boolean isFull(Pace pace) {
        return unhandled() >= pace.high() || (waiting != null && waiting.size() >= pace.high());
    }

    /** Whether it has come down again. */
    boolean isLow(Pace pace) {
        return unhandled() <= pace.low() && (waiting == null || waiting.size() <= pace.low());
    }

    /** Whether reading from the client was stopped for it. */
    boolean holdsReads() {
        return ahead < 0;
    }

    void holdsReads(boolean holds) {
        ahead = holds ? ahead | HOLDS : unhandled();
    }

    /** Sets the limit for what is under way, in place of any before. */
    void timer(@Nullable TimerRef next) {
        if (timer != null) {
            timer.cancel();
        }
        timer = next;
    }

    /** @return how many wait now */
    int await(Envelope message) {
        if (waiting == null) {
            waiting = new ArrayDeque<>(2);
        }
        waiting.add(message);
        return waiting.size();
    }

    /** Behind what waits already. */
    void awaitAll(Deque<Envelope> messages) {
        if (waiting == null) {
            waiting = messages;
        } else {
            waiting.addAll(messages);
        }
    }

    /** Takes everything that waits. */
    Deque<Envelope> takeWaiting() {
        var taken = waiting;
        waiting = null;
        return taken == null ? new ArrayDeque<>(0) : taken;
    }
}
