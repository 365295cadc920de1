package dev.redstart.channels.server;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Reply;
import dev.redstart.channels.serializer.Envelope;
import dev.redstart.channels.serializer.Outbound;
import dev.redstart.channels.serializer.Ref;
import dev.redstart.channels.serializer.UndecodableMessageException;
import dev.redstart.channels.server.Membership.State;
import dev.redstart.endpoint.Connection;
import dev.redstart.endpoint.ConnectionDriver;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;
import dev.redstart.pubsub.Subscriber;
import dev.redstart.telemetry.Counter;
import dev.redstart.websocket.CloseCode;
import dev.redstart.websocket.CloseReason;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: finds out which channel a message is for, and starts, replaces and buries channels (PROTOCOL.md 10 to 13). Joins
 * run in the channels' own processes, so a slow one holds up its own topic only.
 *
 * <p>Threading: everything runs in the connection's process, inline on its IO thread.
 */
final class ChannelConnection implements ConnectionDriver {
    /** How long a channel that is being replaced gets to end before it is killed. */
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final ExitReason DUPLICATE_JOIN = new ExitReason.Shutdown("duplicate_join");

    /** Timers of this process: the join of that lane takes too long; the channel of that lane should have ended. */
    private sealed interface Overdue {
        record Join(Lane lane) implements Overdue {}

        record End(Lane lane) implements Overdue {}
    }

    /** Closes the connection when its client's topic says so (PROTOCOL.md 15). */
    private record Disconnect(Connection connection) implements Subscriber {
        @Override
        public Pid pid() {
            return connection.process().pid();
        }

        @Override
        public void deliver(Object message) {
            if (message instanceof Broadcast broadcast && broadcast.event().equals(Events.DISCONNECT)) {
                connection.close(CloseCode.GOING_AWAY);
            }
        }
    }

    private final Mounted mounted;
    private final Encoder encoder;
    private final Object user;
    private final @Nullable String id;
    private final Memberships memberships = new Memberships();
    private @Nullable Connection connection;

    /**
     * @param user what connect made of the client
     * @param id the topic that names the client, if it has one
     */
    ChannelConnection(Mounted mounted, Encoder encoder, Object user, @Nullable String id) {
        this.mounted = mounted;
        this.encoder = encoder;
        this.user = user;
        this.id = id;
    }

    // ---- ConnectionDriver ---------------------------------------------------------------------------------------------------------

    @Override
    public void opened(Connection opened, ProcessContext<Object> context) {
        connection = opened;
        if (id != null) {
            mounted.pubsub().subscribe(context, id, new Disconnect(opened));
        }
    }

    @Override
    public void text(ByteBuffer utf8, ProcessContext<Object> context) {
        try {
            receive(encoder.serializer().decodeText(utf8), context);
        } catch (UndecodableMessageException e) {
            undecodable(e);
        }
    }

    @Override
    public void binary(ByteBuffer bytes, ProcessContext<Object> context) {
        try {
            receive(encoder.serializer().decodeBinary(bytes), context);
        } catch (UndecodableMessageException e) {
            undecodable(e);
        }
    }

    @Override
    public void message(Object message, ProcessContext<Object> context) {
        switch (message) {
            case JoinEnded ended -> joinEnded(ended, context);
            case CaughtUp(var lane) -> caughtUp(lane);
            case Overdue.Join(var lane) -> joinOverdue(lane, context);
            case Overdue.End(var lane) -> endOverdue(lane, context);
            default -> {} // whatever somebody sends here by mistake
        }
    }

    @Override
    public void down(Signal.Down down, ProcessContext<Object> context) {
        for (var membership : memberships) {
            if (membership.monitor.equals(down.ref())) {
                ended(membership, context);
                return;
            }
        }
    }

    /** A gap is never silent: the client and all its channels are told. Official clients ignore events they do not know. */
    @Override
    public void lost(int frames, ProcessContext<Object> context) {
        connection().send(encoder.encode(
                new Outbound.Push(null, Events.PHOENIX, Events.LOST, Map.of("frames", frames))));
        memberships.stream().filter(membership -> membership.state == State.JOINED)
                .forEach(membership -> membership.channel.tell(new Live.Lost(frames)));
    }

    @Override
    public boolean isSettled() {
        return memberships.stream().noneMatch(one -> one.isBusy() || one.holdsReads());
    }

    /** The channels monitor this process and end by themselves. */
    @Override
    public void closed(CloseReason reason, ProcessContext<Object> context) {}

    // ---- messages of the client: the rules of PROTOCOL.md 10 ------------------------------------------------------------------------

    private void receive(Envelope message, ProcessContext<Object> context) {
        mounted.messagesIn().increment();
        if (message.topic().equals(Events.PHOENIX) && message.event().equals(Events.HEARTBEAT)) { // rule 1
            answer(null, message, Reply.ok());
            return;
        }
        var membership = present(message.topic());
        if (membership != null && membership.isBusy()) {
            await(message, membership, context);
        } else {
            route(message, membership, context);
        }
    }

    /** The topic's membership; null if there is none, or its channel has said already that it is closed. */
    private @Nullable Membership present(String topic) {
        var membership = memberships.get(topic);
        if (membership == null || membership.isBusy() || !membership.lane.isFinished()) {
            return membership;
        }
        forget(membership);
        return null;
    }

    /** A client that cannot be held back, and sends more than a mailbox holds before its join has ended, loses the join. */
    private void await(Envelope message, Membership membership, ProcessContext<Object> context) {
        if (membership.await(message) > mounted.limits().mailbox()) {
            context.exit(membership.channel.pid(), ExitReason.KILL);
        }
        holdBack(membership);
    }

    private void route(Envelope message, @Nullable Membership membership, ProcessContext<Object> context) {
        if (membership == null) {
            switch (message.event()) {
                case Events.JOIN -> join(message, null, context); // rule 2
                case Events.LEAVE -> answer(message.joinRef(), message, Reply.ok()); // rule 6
                default -> unmatched(message); // rule 7
            }
        } else if (message.event().equals(Events.JOIN)) { // rule 3
            joinAgain(message, membership, context);
        } else if (membership.isAddressedBy(message)) { // rules 4 and 5; what is for an earlier join is dropped
            if (message.event().equals(Events.LEAVE)) {
                membership.state = State.LEAVING;
            }
            forward(message, membership);
        }
    }

    private void forward(Envelope message, Membership membership) {
        membership.channel.tell(membership.forwarded(mounted.pace()) ? new Live.Marked(message) : message);
        holdBack(membership);
    }

    // ---- clients that are faster than their channels --------------------------------------------------------------------------------

    /** Whoever is held back already is so again: reading may just have been resumed for another channel. */
    private void holdBack(Membership membership) {
        if (membership.isFull(mounted.pace())) {
            membership.holdsReads(true);
            connection().suspendReads();
        }
    }

    private void caughtUp(Lane lane) {
        var membership = memberships.get(lane.topic());
        if (membership != null && membership.lane.equals(lane)) {
            membership.caughtUp(mounted.pace());
            letGoIfLow(membership);
        }
    }

    private void letGoIfLow(Membership membership) {
        if (membership.holdsReads() && membership.isLow(mounted.pace())) {
            letGo(membership);
        }
    }

    private void letGo(Membership membership) {
        membership.holdsReads(false);
        if (memberships.stream().noneMatch(Membership::holdsReads)) {
            connection().resumeReads();
        }
    }

    /** There is no such membership any more, and nobody waits for it. */
    private void forget(Membership membership) {
        memberships.remove(membership);
        if (membership.holdsReads()) {
            letGo(membership);
        }
    }

    private void unmatched(Envelope message) {
        answer(null, message, error("unmatched topic"));
    }

    private void undecodable(UndecodableMessageException e) {
        mounted.telemetry().emit(new ChannelEvent.UndecodableMessage(mounted.name(), String.valueOf(e.getMessage())));
        connection().close(CloseCode.INTERNAL_ERROR);
    }

    // ---- joining: PROTOCOL.md 11 ----------------------------------------------------------------------------------------------------

    /** @param closeOfOld the close of the channel this join replaces, which leaves behind the answer */
    private void join(Envelope message, @Nullable EncodedFrame closeOfOld, ProcessContext<Object> context) {
        var route = mounted.route(message.topic());
        var supervisor = mounted.supervisor();
        if (route == null) {
            mounted.telemetry().emit(new ChannelEvent.UnmatchedTopic(mounted.name(), message.topic()));
            unmatched(message);
        } else if (isFull()) {
            mounted.telemetry().emit(new ChannelEvent.TooManyChannels(mounted.name(), mounted.limits().maxChannels()));
            answer(message.joinRef(), message, error("too many channels joined"));
        } else if (supervisor.isEmpty()) {
            answer(message.joinRef(), message, error("join crashed"));
        } else {
            start(message, route, supervisor.get(), context).closeOfOld = closeOfOld;
            return;
        }
        sendIfAny(closeOfOld);
    }

    private boolean isFull() {
        var max = mounted.limits().maxChannels();
        if (memberships.count() >= max) {
            memberships.stream().filter(membership -> !membership.isBusy() && membership.lane.isFinished())
                    .toList().forEach(this::forget);
        }
        return memberships.count() >= max;
    }

    private Membership start(Envelope message, Mounted.LiveRoute route, Pid supervisor,
            ProcessContext<Object> context) {
        var lane = new Lane(connection(), encoder, message.topic(), message.joinRef(), message.ref());
        var channel = route.kind().spawn(route.live(mounted, lane, user), supervisor);
        var membership = new Membership(lane, route, channel, context.monitor(channel.pid()), message.ref());
        membership.timer(context.sendAfter(mounted.limits().joinTimeout(), new Overdue.Join(lane)));
        memberships.add(membership);
        channel.tell(new Live.Join(message.ref(), message.payload()));
        return membership;
    }

    private void joinEnded(JoinEnded ended, ProcessContext<Object> context) {
        var membership = joining(ended.lane());
        if (membership == null) {
            return; // it was given up in the meantime
        }
        if (!ended.accepted()) {
            joinFailed(membership, ended.reply(), membership.route.meters().refused(), context);
            return;
        }
        membership.timer(null);
        membership.state = State.JOINED;
        membership.route.meters().joined().increment();
        membership.lane.open(ended.reply(), membership.closeOfOld);
        membership.closeOfOld = null;
        resume(membership, context);
        letGoIfLow(membership);
    }

    private void joinOverdue(Lane lane, ProcessContext<Object> context) {
        var membership = joining(lane);
        if (membership != null) {
            context.demonitor(membership.monitor);
            context.exit(membership.channel.pid(), ExitReason.KILL);
            joinFailed(membership, "join timeout", context);
        }
    }

    private @Nullable Membership joining(Lane lane) {
        var membership = memberships.get(lane.topic());
        return membership != null && membership.lane.equals(lane) && membership.state == State.JOINING
                ? membership
                : null;
    }

    private void joinFailed(Membership membership, String reason, ProcessContext<Object> context) {
        var lane = membership.lane;
        joinFailed(membership,
                encoder.encode(new Outbound.Answer(lane.sentJoinRef(), membership.ref, lane.topic(), error(reason))),
                membership.route.meters().failed(), context);
    }

    private void joinFailed(Membership membership, EncodedFrame reply, Counter counter,
            ProcessContext<Object> context) {
        counter.increment();
        bury(membership);
        connection().send(reply);
        sendIfAny(membership.closeOfOld);
        resume(membership, context);
    }

    /** Handles what has waited, up to the next join among it. */
    private void resume(Membership membership, ProcessContext<Object> context) {
        var waiting = membership.takeWaiting();
        while (!waiting.isEmpty()) {
            var now = present(membership.lane.topic());
            if (now != null && now.isBusy()) {
                now.awaitAll(waiting);
                holdBack(now);
                return;
            }
            resume(waiting.remove(), waiting, now, context);
        }
    }

    /** A leave with another join behind it is not answered: the channel is replaced rather than left (PROTOCOL.md 11, recorded order). */
    private void resume(Envelope message, Deque<Envelope> behind, @Nullable Membership membership,
            ProcessContext<Object> context) {
        if (membership != null && message.event().equals(Events.LEAVE) && membership.isAddressedBy(message)
                && behind.stream().anyMatch(later -> later.event().equals(Events.JOIN))) {
            membership.state = State.LEAVING;
        } else {
            route(message, membership, context);
        }
    }

    // ---- joining again: PROTOCOL.md 12 ------------------------------------------------------------------------------------------------

    /** The old channel ends first; what waits, this join in front, goes on when it has. */
    private void joinAgain(Envelope message, Membership membership, ProcessContext<Object> context) {
        if (!membership.lane.supersede()) { // it has just said itself that it is closed
            forget(membership);
            join(message, null, context);
            return;
        }
        if (membership.state == State.JOINED) {
            mounted.telemetry().emit(new ChannelEvent.DuplicateJoin(mounted.name(), message.topic()));
        }
        membership.state = State.REPLACING;
        membership.await(message);
        membership.timer(context.sendAfter(END_LIMIT, new Overdue.End(membership.lane)));
        context.exit(membership.channel.pid(), DUPLICATE_JOIN);
    }

    private void endOverdue(Lane lane, ProcessContext<Object> context) {
        var membership = memberships.get(lane.topic());
        if (membership != null && membership.lane.equals(lane)) {
            context.exit(membership.channel.pid(), ExitReason.KILL);
        }
    }

    // ---- the end of a channel: PROTOCOL.md 14 -----------------------------------------------------------------------------------------

    private void ended(Membership membership, ProcessContext<Object> context) {
        switch (membership.state) {
            case JOINING -> joinFailed(membership, "join crashed", context);
            case JOINED, LEAVING -> {
                bury(membership);
                if (!membership.lane.isFinished()) {
                    crashed(membership);
                }
            }
            case REPLACING -> {
                bury(membership);
                replace(membership, context);
            }
        }
    }

    /** A handler that is still stuck somewhere must not be heard of any more. */
    private void bury(Membership membership) {
        membership.timer(null);
        membership.lane.drop();
        forget(membership);
    }

    private void crashed(Membership membership) {
        membership.route.meters().crashed().increment();
        connection().send(encoder.encode(new Outbound.Crash(membership.lane.sentJoinRef(), membership.lane.topic())));
    }

    private void replace(Membership membership, ProcessContext<Object> context) {
        var waiting = membership.takeWaiting();
        join(waiting.remove(), membership.lane.closeFrame(), context);
        membership.awaitAll(waiting);
        resume(membership, context);
    }

    // ---- sending ----------------------------------------------------------------------------------------------------------------------

    private static Reply error(String reason) {
        return Reply.error(Map.of("reason", reason));
    }

    private void answer(@Nullable Ref joinRef, Envelope message, Reply reply) {
        connection().send(encoder.encode(new Outbound.Answer(joinRef, message.ref(), message.topic(), reply)));
    }

    private void sendIfAny(@Nullable EncodedFrame frame) {
        if (frame != null) {
            connection().send(frame);
        }
    }

    private Connection connection() {
        return Objects.requireNonNull(connection, "the connection is not open yet");
    }
}
