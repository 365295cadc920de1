package dev.redstart.channels.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.Channel;
import dev.redstart.channels.HandleResult;
import dev.redstart.channels.InvalidPayloadException;
import dev.redstart.channels.JoinResult;
import dev.redstart.channels.LogLevel;
import dev.redstart.channels.Reply;
import dev.redstart.channels.Route;
import dev.redstart.channels.Socket;
import dev.redstart.channels.SocketRef;
import dev.redstart.channels.serializer.Envelope;
import dev.redstart.channels.serializer.Outbound;
import dev.redstart.channels.serializer.Ref;
import dev.redstart.process.ExitReason;
import dev.redstart.process.MonitorRef;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.TimerRef;
import dev.redstart.websocket.EncodedFrame;
import org.jspecify.annotations.Nullable;

/**
 * The state of one channel's process, and what its {@link Channel} sees as the socket: runs the callbacks and turns what they return into
 * frames (PROTOCOL.md 11, 13 and 14).
 *
 * <p>Threading: everything belongs to the channel's process; the lane is shared.
 */
final class LiveChannel implements Live, Socket {
    private record InvalidPayload(String reason, List<String> fields) {}

    private final Mounted mounted;
    private final Route route;
    private final Lane lane;
    private final Object user;
    private @Nullable Channel<Object, Object> channel;
    private @Nullable ProcessContext<Object> process;
    /** Null until the client is in. */
    private @Nullable Object state;
    /** What {@code handleIn} is handling. */
    private @Nullable Envelope handling;

    LiveChannel(Mounted mounted, Route route, Lane lane, Object user) {
        this.mounted = mounted;
        this.route = route;
        this.lane = lane;
        this.user = user;
    }

    // ---- what the process hears ---------------------------------------------------------------------------------------------------

    @Override
    public Next<Live> join(Join join, ProcessContext<Object> context) throws Exception {
        process = context;
        context.monitor(lane.connection().process().pid());
        var fresh = newChannel();
        channel = fresh;
        lane.attach(context.self(), Set.copyOf(fresh.intercepts()));
        var started = System.nanoTime();
        var result = fresh.join(topic(), join.payload(), this);
        log(fresh.logJoin(), result, started);
        return switch (result) {
            case JoinResult.Joined<Object>(var first, var response) -> joined(join, first, response);
            case JoinResult.Refused<Object>(var response) -> {
                tellConnection(join, false, Reply.error(response));
                yield Next.stop(this);
            }
            case null -> throw new IllegalStateException("join of " + channelName()
                    + " returned null; return joined(state) or refuse(\"reason\")");
        };
    }

    private void log(LogLevel level, @Nullable JoinResult<Object> result, long started) {
        if (result != null && mounted.isLogged(level, topic())) {
            mounted.telemetry().routine(new RoutineEvent.Join(level.severity().orElseThrow(), topic(), channelName(),
                    result instanceof JoinResult.Joined<?>, since(started)));
        }
    }

    @SuppressWarnings("unchecked") // the route has taken the event types from the channel's class, and the state is its own
    private Channel<Object, Object> newChannel() {
        return (Channel<Object, Object>) route.newChannel();
    }

    /** What is published from here on waits in the lane, behind the reply. */
    private Next<Live> joined(Join join, Object first, @Nullable Object response) throws Exception {
        mounted.pubsub().subscribe(process(), topic(), lane);
        tellConnection(join, true, Reply.of("ok", response));
        state = first;
        state = notNull(channel().afterJoin(first, this), "afterJoin", "the state");
        return Next.same();
    }

    private void tellConnection(Join join, boolean accepted, Reply reply) {
        lane.decide(join.ref(), accepted, reply);
    }

    @Override
    public Next<Live> client(Envelope message, ProcessContext<Object> context) throws Exception {
        if (message.event().equals(Events.LEAVE)) {
            return leave(message);
        }
        Optional<Object> event;
        try {
            event = route.events().decode(message.event(), message.payload());
        } catch (InvalidPayloadException e) {
            return decline(message, new InvalidPayload("invalid_payload", e.fields()));
        }
        return event.isEmpty() ? decline(message, Map.of("reason", "unknown_event")) : handleIn(message, event.get());
    }

    private Next<Live> decline(Envelope message, Object why) {
        lane.reply(message.ref(), Reply.error(why));
        return Next.same();
    }

    private Next<Live> handleIn(Envelope message, Object event) throws Exception {
        handling = message;
        try {
            var level = channel().logHandleIn();
            return next("handleIn", mounted.isLogged(level, topic())
                    ? logged(level, message.event(), event)
                    : channel().handleIn(event, state(), this));
        } finally {
            handling = null;
        }
    }

    private @Nullable HandleResult<Object> logged(LogLevel level, String name, Object event) throws Exception {
        var started = System.nanoTime();
        var result = channel().handleIn(event, state(), this);
        mounted.telemetry().routine(new RoutineEvent.HandleIn(level.severity().orElseThrow(), name, topic(),
                channelName(), since(started)));
        return result;
    }

    private static Duration since(long started) {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private Next<Live> leave(Envelope message) {
        lane.finish(lane.encoder().encode(new Outbound.Answer(lane.ownJoinRef(), message.ref(), topic(), Reply.ok())));
        return Next.stop(new ExitReason.Shutdown("left"), this);
    }

    @Override
    public Next<Live> out(Broadcast broadcast) throws Exception {
        return next("handleOut", channel().handleOut(broadcast.event(), broadcast.payload(), state(), this));
    }

    @Override
    public Next<Live> lost(int frames, ProcessContext<Object> context) throws Exception {
        return next("handleLost", channel().handleLost(frames, state(), this));
    }

    @Override
    public Next<Live> info(Object message, ProcessContext<Object> context) throws Exception {
        return next("handleInfo", channel().handleInfo(message, state(), this));
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public void terminate(ExitReason reason) throws Exception {
        var last = state;
        if (last != null) {
            channel().terminate(reason, last, this);
        }
    }

    private Next<Live> next(String callback, @Nullable HandleResult<Object> result) {
        return switch (result) {
            case HandleResult.NoReply<Object>(var next) -> goOn(next);
            case HandleResult.Replied<Object>(var reply, var next) -> {
                lane.reply(handled(callback).ref(), reply);
                yield goOn(next);
            }
            case HandleResult.Stop<Object>(var reason, var reply, var next) -> {
                state = next;
                yield stop(reason, reply == null ? null : answer(handled(callback), reply));
            }
            case null -> throw new IllegalStateException(callback + " of " + channelName()
                    + " returned null; return noReply(state), reply(…, state) or stop(…, state)");
        };
    }

    private Next<Live> goOn(Object next) {
        state = next;
        return Next.same();
    }

    /** Only what is announced before the end counts as a close; any other end is a crash, and the connection says so (PROTOCOL.md 14). */
    private Next<Live> stop(ExitReason reason, @Nullable EncodedFrame answer) {
        if (reason.isExpected()) {
            lane.finish(answer);
        } else if (answer != null) {
            lane.send(answer);
        }
        return Next.stop(reason, this);
    }

    private EncodedFrame answer(Envelope message, Reply reply) {
        return lane.encoder().encode(new Outbound.Answer(lane.ownJoinRef(), message.ref(), topic(), reply));
    }

    private Envelope handled(String callback) {
        if (handling == null) {
            throw new IllegalStateException(callback + " of " + channelName()
                    + " returned a reply, but there is no event to reply to; use push, or keep socket.ref() in handleIn");
        }
        return handling;
    }

    private String channelName() {
        return route.channel().getName();
    }

    private <T> T notNull(@Nullable T value, String callback, String instead) {
        return Objects.requireNonNull(value,
                () -> callback + " of " + channelName() + " returned null instead of " + instead);
    }

    private Channel<Object, Object> channel() {
        return Objects.requireNonNull(channel, "the channel has not begun to join");
    }

    private Object state() {
        return Objects.requireNonNull(state, "the client has not joined yet");
    }

    // ---- Socket -------------------------------------------------------------------------------------------------------------------

    @Override
    public String topic() {
        return lane.topic();
    }

    @Override
    public Optional<Object> joinRef() {
        return Optional.ofNullable(lane.ownJoinRef()).map(Ref::value);
    }

    @Override
    public <T> T assign(Class<T> type) {
        return assign(user, type);
    }

    static <T> T assign(Object user, Class<T> type) {
        if (!type.isInstance(user)) {
            throw new IllegalStateException(
                    "connect made a " + user.getClass().getName() + " of the client, not a " + type.getName());
        }
        return type.cast(user);
    }

    @Override
    public void push(String event, Object payload) {
        requireJoined("push");
        lane.push(event, payload);
    }

    @Override
    public void broadcast(String event, Object payload) {
        requireJoined("broadcast");
        mounted.pubsub().broadcast(topic(), new Broadcast(topic(), event, payload));
    }

    @Override
    public void broadcastFrom(String event, Object payload) {
        requireJoined("broadcastFrom");
        mounted.pubsub().broadcastFrom(pid(), topic(), new Broadcast(topic(), event, payload));
    }

    private void requireJoined(String what) {
        if (state == null) {
            throw new IllegalStateException(
                    what + " can only be called after the client has joined; move it from join to afterJoin of "
                            + channelName());
        }
    }

    @Override
    public SocketRef ref() {
        if (handling == null) {
            throw new IllegalStateException("ref() can only be called in handleIn, there is no event to reply to");
        }
        var ref = handling.ref();
        if (ref == null) {
            throw new IllegalStateException(
                    "the client sent event " + handling.event() + " without a ref, it wants no reply");
        }
        return new LaneReply(lane, ref);
    }

    @Override
    public Pid pid() {
        return process().pid();
    }

    @Override
    public TimerRef sendAfter(Duration delay, Object message) {
        return process().sendAfter(delay, message);
    }

    @Override
    public MonitorRef monitor(Pid target) {
        return process().monitor(target);
    }

    @Override
    public ProcessContext<Object> process() {
        return Objects.requireNonNull(process, "the channel has not begun to join");
    }
}
