package dev.redstart.channels.server;

import java.util.Objects;
import java.util.Set;

import dev.redstart.channels.Broadcast;
import dev.redstart.channels.ChannelLink;
import dev.redstart.channels.ChannelMessage;
import dev.redstart.channels.ChannelProcess;
import dev.redstart.channels.Reply;
import dev.redstart.channels.Route;
import dev.redstart.channels.serializer.Envelope;
import dev.redstart.channels.serializer.Outbound;
import dev.redstart.channels.serializer.Ref;
import dev.redstart.process.ExitReason;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;
import org.jspecify.annotations.Nullable;

/**
 * The state of the process of a {@link ChannelProcess}, and its way to the client.
 *
 * <p>Threading: as {@link ChannelLink}; {@code context} and {@code state} belong to the process.
 */
final class LiveProcess implements Live, ChannelLink {
    private final Mounted mounted;
    private final Route route;
    private final Lane lane;
    private final Object user;
    private @Nullable ChannelProcess<Object> process;
    private @Nullable ProcessContext<Object> context;
    private @Nullable Object state;
    private volatile @Nullable Ref joined;

    LiveProcess(Mounted mounted, Route route, Lane lane, Object user) {
        this.mounted = mounted;
        this.route = route;
        this.lane = lane;
        this.user = user;
    }

    // ---- what the process hears ---------------------------------------------------------------------------------------------------

    @Override
    public Next<Live> join(Join join, ProcessContext<Object> own) throws Exception {
        context = own;
        joined = join.ref();
        own.monitor(lane.connection().process().pid());
        lane.attach(own.self(), Set.of());
        var fresh = newProcess();
        process = fresh;
        state = fresh.join(topic(), join.payload(), this, own);
        return Next.same();
    }

    @SuppressWarnings("unchecked") // the state is its own
    private ChannelProcess<Object> newProcess() {
        return (ChannelProcess<Object>) route.newChannel();
    }

    private ChannelProcess<Object> process() {
        return Objects.requireNonNull(process, "the process has not begun to join");
    }

    @Override
    public Next<Live> client(Envelope message, ProcessContext<Object> own) throws Exception {
        var event = new ChannelMessage(message.event(), message.payload(), new LaneReply(lane, message.ref()));
        return next(message.event().equals(Events.LEAVE)
                ? process().leave(event, state(), this, own)
                : process().event(event, state(), this, own));
    }

    /** It intercepts nothing. */
    @Override
    public Next<Live> out(Broadcast broadcast) {
        return Next.same();
    }

    @Override
    public Next<Live> lost(int frames, ProcessContext<Object> own) throws Exception {
        return next(process().lost(frames, state(), this, own));
    }

    @Override
    public Next<Live> info(Object message, ProcessContext<Object> own) throws Exception {
        return next(process().info(message, state(), this, own));
    }

    @Override
    public Next<Live> signal(Signal signal, ProcessContext<Object> own) throws Exception {
        return next(process().signal(signal, state(), this, own));
    }

    private Next<Live> next(Next<Object> next) {
        return switch (next) {
            case Next.Same<Object> _ -> Next.same();
            case Next.Go<Object>(var to, var idle, var continuation) -> {
                state = to;
                yield new Next.Go<>(this, idle, continuation);
            }
            case Next.Hibernate<Object>(var to) -> {
                state = to;
                yield Next.hibernate(this);
            }
            case Next.Stop<Object>(var reason, var to, var lastWord) -> {
                state = to;
                yield new Next.Stop<>(reason, this, lastWord);
            }
        };
    }

    @Override
    public Lane lane() {
        return lane;
    }

    @Override
    public void terminate(ExitReason reason) throws Exception {
        var last = state;
        if (last != null) {
            process().terminate(reason, last, this);
        }
    }

    private Object state() {
        return Objects.requireNonNull(state, "join has not returned yet");
    }

    // ---- ChannelLink --------------------------------------------------------------------------------------------------------------

    @Override
    public String topic() {
        return lane.topic();
    }

    @Override
    public <T> T assign(Class<T> type) {
        return LiveChannel.assign(user, type);
    }

    @Override
    public void accept(@Nullable Object response) {
        lane.decide(joined, true, Reply.of("ok", response));
    }

    @Override
    public void refuse(@Nullable Object response) {
        lane.decide(joined, false, Reply.of("error", response));
    }

    @Override
    public void push(String event, Object payload) {
        lane.push(event, payload);
    }

    @Override
    public void subscribe() {
        mounted.pubsub().subscribe(Objects.requireNonNull(context, "the process has not begun to join"), topic(), lane);
    }

    @Override
    public void close(@Nullable ChannelMessage answered, Reply reply) {
        var ref = answered != null && answered.reply() instanceof LaneReply known ? known.ref() : null;
        lane.finish(answered == null
                ? null
                : lane.encoder().encode(new Outbound.Answer(lane.ownJoinRef(), ref, topic(), reply)));
    }
}
