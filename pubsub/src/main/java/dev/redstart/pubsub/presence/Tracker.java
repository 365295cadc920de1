package dev.redstart.pubsub.presence;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.redstart.process.CallException;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.ProcessSpec;
import dev.redstart.process.ReplyTo;
import dev.redstart.supervisor.ChildSpec;
import dev.redstart.supervisor.Startable;
import dev.redstart.supervisor.Strategy;
import dev.redstart.supervisor.SupervisorSpec;
import dev.redstart.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;

/**
 * Knows which processes are on which topics, under which keys, on all nodes: presence without the broadcasting. Like
 * {@link dev.redstart.pubsub.PubSub} it is a child of a supervisor and, once started, the thing itself. Each method that sets something gives
 * a changed copy that has not been started.
 *
 * {@snippet :
 * var online = Tracker.named("online").listener(() -> diff -> log.info(diff.toString()));
 * // in a process: online.track(context.pid(), "players", "ana", new Player(7));
 * }
 *
 * <p>Every node has all entries. What happens on this node shows here at once, and on others within a period
 * ({@link TrackerTimes}). A process that ends is untracked. A topic belongs to one shard; a shard whose process crashes goes on with what
 * this node has, and gets the rest from the others.
 *
 * <p>Threading: all methods may be called from any thread. What changes something asks the shard's process and waits for it, so not from an
 * IO thread; what only looks reads a shared table and waits for nobody, and sees at least what this thread has changed before.
 */
public final class Tracker implements Startable {
    /** How it was set up. */
    private record Settings(int shards, TrackerTimes times, PresenceTransport transport, boolean leavesForGood,
            @Nullable Supplier<? extends TrackerListener> listener, Duration window) {
        TrackerShard.Settings ofShards() {
            return new TrackerShard.Settings(times, transport, listener != null, leavesForGood);
        }
    }

    private final String name;
    private final Settings settings;
    private final List<ShardSlot> slots;
    /** Null unless it runs. */
    private volatile @Nullable LocalNode node;

    private Tracker(String name, Settings settings) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a tracker name must not be blank, was \"" + name + "\"");
        }
        this.name = name;
        this.settings = settings;
        this.slots = IntStream.range(0, settings.shards).mapToObj(i -> new ShardSlot(name + "/" + i)).toList();
    }

    /** One shard, {@link TrackerTimes#DEFAULT}, for this node alone, without a listener. */
    public static Tracker named(String name) {
        return new Tracker(name,
                new Settings(1, TrackerTimes.DEFAULT, PresenceTransport.local(), false, null, Duration.ZERO));
    }

    // ---- settings -----------------------------------------------------------------------------------------------------------------

    /** With so many shards, at least 1; the same number on all nodes, because the topic decides about the shard. */
    public Tracker shards(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("shards of " + name + " must be >= 1, was " + count);
        }
        return new Tracker(name, new Settings(count, settings.times, settings.transport, settings.leavesForGood,
                settings.listener, settings.window));
    }

    /** With those times, the same on all nodes. */
    public Tracker times(TrackerTimes times) {
        return new Tracker(name, new Settings(settings.shards, Objects.requireNonNull(times, "times"),
                settings.transport, settings.leavesForGood, settings.listener, settings.window));
    }

    /** Together with the trackers of that name on other nodes. */
    public Tracker transport(PresenceTransport transport) {
        return new Tracker(name, new Settings(settings.shards, settings.times,
                Objects.requireNonNull(transport, "transport"), settings.leavesForGood, settings.listener,
                settings.window));
    }

    /**
     * Whether other nodes take those here for gone as soon as this one is stopped, rather than after {@link TrackerTimes#down}. Unless asked
     * for they wait, so that a rolling deploy does not show everybody leave and come back.
     */
    public Tracker leavesForGood(boolean atOnce) {
        return new Tracker(name, new Settings(settings.shards, settings.times, settings.transport, atOnce,
                settings.listener, settings.window));
    }

    /** Tells that listener what changes; each shard has one of its own, made when the process starts that calls it. */
    public Tracker listener(Supplier<? extends TrackerListener> listener) {
        return new Tracker(name, new Settings(settings.shards, settings.times, settings.transport,
                settings.leavesForGood, Objects.requireNonNull(listener, "listener"), settings.window));
    }

    /**
     * Puts the changes of so much time together before the listener is told. Zero, the default, tells at once, and puts together only what
     * happens while the listener is busy.
     */
    public Tracker window(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("window of " + name + " must not be negative, was " + time);
        }
        return new Tracker(name, new Settings(settings.shards, settings.times, settings.transport,
                settings.leavesForGood, settings.listener, time));
    }

    /** Its name, the same on all nodes. */
    public String name() {
        return name;
    }

    /**
     * Where its system tells about itself.
     *
     * @throws IllegalStateException if it does not run
     */
    public Telemetry telemetry() {
        return running().telemetry();
    }

    // ---- changes ------------------------------------------------------------------------------------------------------------------

    /**
     * Says that {@code process} is on {@code topic} under {@code key}, until it is untracked or ends.
     *
     * @param process of this node
     * @param meta immutable; for several nodes it must be something the transport can carry
     * @throws TrackException.AlreadyTracked if it is there under that key already
     * @throws CallException if the shard does not answer
     */
    public Entry track(Pid process, String topic, String key, Object meta) {
        return this.<Optional<Entry>>call(topic, from -> new ShardMessage.Track(process, topic, key, meta, from))
                .orElseThrow(() -> new TrackException.AlreadyTracked(process, topic, key));
    }

    /**
     * Changes the meta.
     *
     * @return the new entry, which names the old one
     * @throws TrackException.NotTracked if {@code process} is not on that topic under that key
     * @throws CallException if the shard does not answer
     */
    public Entry update(Pid process, String topic, String key, Object meta) {
        return this.<Optional<Entry>>call(topic, from -> new ShardMessage.Update(process, topic, key, meta, from))
                .orElseThrow(() -> new TrackException.NotTracked(process, topic, key));
    }

    /** Takes {@link #track} back; nothing happens if there is nothing to take back. */
    public void untrack(Pid process, String topic, String key) {
        this.<Boolean>call(topic, from -> new ShardMessage.Untrack(process, topic, key, from));
    }

    /** Takes everything back that {@code process} was tracked on. */
    public void untrack(Pid process) {
        for (var slot : slots) {
            ref(slot).<Boolean>call(from -> new ShardMessage.Untrack(process, null, null, from));
        }
    }

    private <R> R call(String topic, Function<ReplyTo<R>, ShardMessage> message) {
        return ref(slot(topic)).call(message);
    }

    private ProcessRef<ShardMessage> ref(ShardSlot slot) {
        return running().ref(slot.name);
    }

    // ---- looks --------------------------------------------------------------------------------------------------------------------

    /** Who is on {@code topic}: by key, in the order of the keys, the entries of each the oldest first. */
    public SequencedMap<String, List<Entry>> list(String topic) {
        return view(topic).all(topic);
    }

    /** The entries under one key. */
    public List<Entry> get(String topic, String key) {
        return view(topic).get(topic, key);
    }

    /** How many keys there are on {@code topic}; takes the same time however many. */
    public int count(String topic) {
        return view(topic).count(topic);
    }

    /** The first {@code limit} of {@link #list}; takes the same time however many follow. */
    public TrackerPage page(String topic, int limit) {
        return view(topic).page(topic, null, positive(limit));
    }

    /**
     * The next {@code limit} of {@link #list}.
     *
     * @param after {@link TrackerPage#next} of the page before
     */
    public TrackerPage page(String topic, String after, int limit) {
        return view(topic).page(topic, Objects.requireNonNull(after, "after"), positive(limit));
    }

    private static int positive(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit of a page must be >= 1, was " + limit);
        }
        return limit;
    }

    private ShardView view(String topic) {
        running();
        return slot(topic).view;
    }

    private ShardSlot slot(String topic) {
        return slots.get(Math.floorMod(topic.hashCode(), slots.size())); // the same on all nodes
    }

    private LocalNode running() {
        var now = node;
        if (now == null) {
            throw new IllegalStateException(
                    "presence " + name + " does not run; make it a child of a supervisor, before those who use it");
        }
        return now;
    }

    // ---- processes ----------------------------------------------------------------------------------------------------------------

    @Override
    public ChildSpec childSpec() {
        return SupervisorSpec.supervisor(name).strategy(Strategy.REST_FOR_ONE)
                .child(ChildSpec.worker(name + "/life", Life::new)).child(shards()).childSpec();
    }

    /** An announcer before its shard: stopped after it, it can still tell what the shard's end changes. */
    private SupervisorSpec shards() {
        var shards = SupervisorSpec.supervisor(name + "/shards");
        for (var slot : slots) {
            var listener = settings.listener;
            if (listener != null) {
                shards = shards.child(ChildSpec.worker(slot.announcer,
                        () -> new Announcer(name, slot.pending, listener, settings.window)));
            }
            var shard = ProcessSpec.of(slot.name.value(), () -> new TrackerShard(slot, settings.ofShards()))
                    .name(slot.name).mailbox(Mailbox.unbounded());
            shards = shards.child(ChildSpec.worker(slot.name.value(), shard));
        }
        return shards;
    }

    /** The process that owns the life of the whole: when it ends nobody is there any more. */
    private final class Life implements GenServer<Boolean, Object> {
        @Override
        public InitResult<Boolean> init(ProcessContext<Object> context) {
            if (node != null) {
                throw new IllegalStateException(
                        "presence " + name + " runs already; one object can be started once at a time");
            }
            context.own(this::close);
            context.telemetry().gauge("redstart.presence.keys",
                    () -> slots.stream().mapToLong(slot -> slot.view.size()).sum(), "presence", name);
            node = context.node();
            return InitResult.started(true);
        }

        private void close() {
            node = null;
            slots.forEach(ShardSlot::clear);
        }

        @Override
        public Next<Boolean> handle(Object message, Boolean state, ProcessContext<Object> context) {
            return Next.same();
        }
    }
}
