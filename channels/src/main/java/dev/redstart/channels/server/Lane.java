package dev.redstart.channels.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Reply;
import dev.redstart.channels.serializer.Outbound;
import dev.redstart.channels.serializer.Ref;
import dev.redstart.endpoint.Connection;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessRef;
import dev.redstart.pubsub.Subscriber;
import dev.redstart.websocket.CloseCode;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * The way of the frames from one channel to its connection, and the channel's subscription to its topic. It sees to two orders: nothing
 * overtakes the join reply, and a channel is said to be closed either by itself or by the join that replaces it, not by both.
 *
 * <pre>
 *   HELD ── open ──▶ OPEN              what is sent waits, then leaves behind the join reply
 *     └──── drop ───┴─────▶ DROPPED    the join has failed or the channel has ended: nothing leaves any more
 *
 *   LIVE ── finish ─────▶ FINISHED     the channel has sent phx_close
 *    └──── supersede ──▶ SUPERSEDED   the connection will send it, behind the reply to the new join
 * </pre>
 *
 * <p>Threading: shared by the connection's IO thread, the channel's process and every publisher. Gate, end and what is held
 * are changed under this object's monitor; once open, sending takes no lock. The channel sets its process and
 * intercepts before it subscribes.
 */
final class Lane implements Subscriber {
    private enum Gate {
        HELD, OPEN, DROPPED
    }

    private enum Ended {
        LIVE, FINISHED, SUPERSEDED
    }

    /** As many frames as may wait for a connection may wait for a join reply. */
    private static final int MAX_HELD = 1_000;

    private final Connection connection;
    private final Encoder encoder;
    private final String topic;
    private final @Nullable Ref sentJoinRef;
    private final @Nullable Ref ownJoinRef;
    private volatile Gate gate = Gate.HELD;
    private volatile Ended ended = Ended.LIVE;
    private @Nullable List<EncodedFrame> held;
    private @Nullable ProcessRef<Object> channel;
    private Set<String> intercepts = Set.of();

    /**
     * @param sentJoinRef as the client sent it: what its messages are compared with, and what tells it that this join has ended
     * @param ref of the join; stands in for a missing join ref in what the channel itself sends (PROTOCOL.md 10)
     */
    Lane(Connection connection, Encoder encoder, String topic, @Nullable Ref sentJoinRef, @Nullable Ref ref) {
        this.connection = connection;
        this.encoder = encoder;
        this.topic = topic;
        this.sentJoinRef = sentJoinRef;
        this.ownJoinRef = sentJoinRef == null ? ref : sentJoinRef;
    }

    Connection connection() {
        return connection;
    }

    Encoder encoder() {
        return encoder;
    }

    String topic() {
        return topic;
    }

    @Nullable
    Ref sentJoinRef() {
        return sentJoinRef;
    }

    @Nullable
    Ref ownJoinRef() {
        return ownJoinRef;
    }

    // ---- frames -------------------------------------------------------------------------------------------------------------------

    /**
     * Sends what the channel itself has to say, behind everything sent before, and behind the join reply. Nothing once another join is
     * replacing this one: its client would drop it, and the reply to the new join comes first (PROTOCOL.md 12).
     */
    void send(EncodedFrame frame) {
        if (ended != Ended.SUPERSEDED) {
            if (gate == Gate.OPEN) {
                connection.send(frame);
            } else {
                sendOrHold(frame);
            }
        }
    }

    /** {@link #send} for an event of the channel's own. */
    void push(String event, Object payload) {
        send(encoder.encodeEvent(new Outbound.Push(ownJoinRef, topic, event, payload), topic, event, payload));
    }

    /**
     * Sends what was published on the topic, unless the channel has said that it is closed: it may be busy ending for long, and the client
     * may have joined again and get everything a second time.
     *
     * @param now whether the calling thread should write it, if nothing waits before it, rather than the connection's IO thread
     */
    void publish(EncodedFrame frame, boolean now) {
        if (ended == Ended.FINISHED) {
            return;
        }
        if (gate != Gate.OPEN) {
            sendOrHold(frame);
        } else if (now) {
            connection.send(frame);
        } else {
            connection.post(frame);
        }
    }

    private synchronized void sendOrHold(EncodedFrame frame) {
        switch (gate) {
            case OPEN -> connection.send(frame);
            case HELD -> hold(frame);
            case DROPPED -> {}
        }
    }

    private void hold(EncodedFrame frame) {
        if (held == null) {
            held = new ArrayList<>();
        }
        held.add(frame);
        if (held.size() > MAX_HELD) {
            connection.close(CloseCode.TRY_AGAIN_LATER);
        }
    }

    /** The join has succeeded: sends the reply, then {@code second} if there is one, then whatever waits. */
    synchronized void open(EncodedFrame reply, @Nullable EncodedFrame second) {
        connection.send(reply);
        if (second != null) {
            connection.send(second);
        }
        if (held != null) {
            held.forEach(connection::send);
        }
        held = null;
        gate = Gate.OPEN;
    }

    /** The join has failed or the channel has ended: nothing it sends leaves any more. */
    synchronized void drop() {
        held = null;
        gate = Gate.DROPPED;
    }

    // ---- the end ------------------------------------------------------------------------------------------------------------------

    /**
     * The channel ends in good order: sends {@code reply}, if there is one, and {@code phx_close}.
     *
     * @return false, and nothing is sent, if another join is replacing this one
     */
    boolean finish(@Nullable EncodedFrame reply) {
        var close = closeFrame();
        synchronized (this) {
            if (ended != Ended.LIVE) {
                return false;
            }
            ended = Ended.FINISHED;
            if (reply != null) {
                send(reply);
            }
            send(close);
            return true;
        }
    }

    /**
     * Another join replaces this one, so the connection will say when this one is closed.
     *
     * @return false if the channel has done so
     */
    synchronized boolean supersede() {
        if (ended == Ended.FINISHED) {
            return false;
        }
        ended = Ended.SUPERSEDED;
        return true;
    }

    /** Whether the channel has said that it is closed; then the frames that say so are on their way. */
    boolean isFinished() {
        if (ended != Ended.FINISHED) {
            return false;
        }
        synchronized (this) { // the channel holds it until the frames are out
            return true;
        }
    }

    /** Tells the connection what became of the join. */
    void decide(@Nullable Ref ref, boolean accepted, Reply reply) {
        var frame = encoder.encode(new Outbound.Answer(sentJoinRef, ref, topic, reply));
        connection.process().tell(new JoinEnded(this, accepted, frame));
    }

    /** Tells the connection that the channel has come to a marked message. */
    void caughtUp() {
        connection.process().tell(new CaughtUp(this));
    }

    /** Answers an event, unless the channel has ended in good order: then nobody waits for it. */
    void reply(@Nullable Ref ref, Reply reply) {
        if (ended == Ended.LIVE) {
            send(encoder.encode(new Outbound.Answer(ownJoinRef, ref, topic, reply)));
        }
    }

    EncodedFrame closeFrame() {
        return encoder.encode(new Outbound.Close(sentJoinRef, topic));
    }

    // ---- the topic ----------------------------------------------------------------------------------------------------------------

    /** Before subscribing: who the channel is, and which events it wants to see first. */
    void attach(ProcessRef<Object> process, Set<String> intercepted) {
        channel = process;
        intercepts = intercepted;
    }

    boolean intercepts(String event) {
        return !intercepts.isEmpty() && intercepts.contains(event);
    }

    @Override
    public Pid pid() {
        return process().pid();
    }

    /** What was published on the topic and is no broadcast for clients, or is one that the channel intercepts. */
    @Override
    public void deliver(Object message) {
        process().tell(message);
    }

    private ProcessRef<Object> process() {
        return Objects.requireNonNull(channel, "the lane was not attached before it subscribed");
    }

    /** A broadcast the channel wants to see before its client does. */
    record Intercepted(Broadcast broadcast) {}
}
