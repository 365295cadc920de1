package dev.redstart.channels.presence;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import dev.redstart.channels.Payload;
import dev.redstart.channels.Socket;
import dev.redstart.channels.serializer.JsonPayloads;
import dev.redstart.process.Pid;
import dev.redstart.pubsub.PubSub;
import dev.redstart.pubsub.presence.Entry;
import dev.redstart.pubsub.presence.PresenceTransport;
import dev.redstart.pubsub.presence.Tracker;
import dev.redstart.pubsub.presence.TrackerListener;
import dev.redstart.pubsub.presence.TrackerPage;
import dev.redstart.pubsub.presence.TrackerTimes;
import dev.redstart.supervisor.ChildSpec;
import dev.redstart.supervisor.Startable;
import org.jspecify.annotations.Nullable;

/**
 * Who is on a topic, on all nodes, told to clients as Phoenix's {@code Presence} understands it (PROTOCOL.md 20). It is a child of a
 * supervisor, after its pubsub, and, once started, the thing itself; each method that sets something gives a changed copy that has not been
 * started.
 *
 * {@snippet :
 * var presence = Presence.named("chat-presence", pubsub);
 *
 * public Room afterJoin(Room room, Socket socket) {
 *     presence.track(socket, room.user().id(), Map.of("online_at", Instant.now().getEpochSecond()));
 *     presence.pushState(socket);
 *     return room;
 * }
 * }
 *
 * <p>Everybody on the topic gets {@code presence_diff} when somebody comes, goes, or changes; who leaves in whatever way, also by a crash
 * or a cut cable, is untracked when the channel's process ends.
 *
 * <p>A meta is a record, a map or a {@link Payload} that becomes a JSON object. It is encoded once, by who tracks it, so one that cannot be
 * encoded hurts nobody else.
 *
 * <p>Threading: all methods may be called from any thread but {@link Fetch}'s and {@link MetasHandler}'s own rules. What changes something
 * waits for a process; what only looks waits for nobody, and sees at least what this thread has changed before.
 */
public final class Presence implements Startable {
    static final String STATE = "presence_state";
    static final String DIFF = "presence_diff";

    private final PubSub pubsub;
    private final @Nullable Fetch fetch;
    private final @Nullable Supplier<? extends DiffAnnouncer.Handling<?>> handling;
    private final Tracker tracker;

    private Presence(Tracker tracker, PubSub pubsub, @Nullable Fetch fetch,
            @Nullable Supplier<? extends DiffAnnouncer.Handling<?>> handling) {
        this.pubsub = Objects.requireNonNull(pubsub, "pubsub");
        this.fetch = fetch;
        this.handling = handling;
        this.tracker = tracker.listener(this::newAnnouncer);
    }

    private TrackerListener newAnnouncer() {
        return new DiffAnnouncer<>(this, handling == null ? null : handling.get());
    }

    /** For this node alone, with one shard, without hooks. Diffs travel on {@code pubsub}, the one of the sockets it is for. */
    public static Presence named(String name, PubSub pubsub) {
        return new Presence(Tracker.named(name), pubsub, null, null);
    }

    // ---- settings -----------------------------------------------------------------------------------------------------------------

    private Presence with(Tracker changed) {
        return new Presence(changed, pubsub, fetch, handling);
    }

    /** Adds to those who are shown what {@code hook} knows about them. */
    public Presence fetch(Fetch hook) {
        return new Presence(tracker, pubsub, Objects.requireNonNull(hook, "hook"), handling);
    }

    /**
     * Tells {@code handler} what changes, too.
     *
     * @param first the state its first call gets
     */
    public <S> Presence handleMetas(Supplier<? extends S> first, MetasHandler<S> handler) {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(handler, "handler");
        return new Presence(tracker, pubsub, fetch, () -> new DiffAnnouncer.Handling<>(handler, first.get()));
    }

    /**
     * Tells clients what has changed only so often. In a room of 10,000 every newcomer is told to 10,000; a window of some 100 ms makes one
     * message of all who come and go in that time. Zero, the default, tells at once.
     */
    public Presence window(Duration time) {
        return with(tracker.window(time));
    }

    /** With so many shards, the same number on all nodes; see {@link Tracker#shards}. */
    public Presence shards(int count) {
        return with(tracker.shards(count));
    }

    /** With those times, the same on all nodes. */
    public Presence times(TrackerTimes times) {
        return with(tracker.times(times));
    }

    /** Together with the presences of that name on other nodes. */
    public Presence transport(PresenceTransport transport) {
        return with(tracker.transport(transport));
    }

    /** Whether other nodes show those here as gone as soon as this one is stopped; see {@link Tracker#leavesForGood}. */
    public Presence leavesForGood(boolean atOnce) {
        return with(tracker.leavesForGood(atOnce));
    }

    /** Its name, the same on all nodes. */
    public String name() {
        return tracker.name();
    }

    @Override
    public ChildSpec childSpec() {
        return tracker.childSpec();
    }

    // ---- for channels -------------------------------------------------------------------------------------------------------------

    /**
     * Says that the client of {@code socket} is on its topic, until its channel ends.
     *
     * @param key who it is; several clients may have the same, then it is there with several metas
     * @return the {@code phx_ref}
     * @throws dev.redstart.pubsub.presence.TrackException.AlreadyTracked if this client is there under that key already
     */
    public String track(Socket socket, String key, Object meta) {
        return track(socket.pid(), socket.topic(), key, meta);
    }

    /**
     * Changes what is said about the client of {@code socket}.
     *
     * @return the new {@code phx_ref}
     * @throws dev.redstart.pubsub.presence.TrackException.NotTracked if it is not tracked under that key
     */
    public String update(Socket socket, String key, Object meta) {
        return update(socket.pid(), socket.topic(), key, meta);
    }

    /** Takes {@link #track} back; nothing happens if there is nothing to take back. */
    public void untrack(Socket socket, String key) {
        untrack(socket.pid(), socket.topic(), key);
    }

    /** Pushes {@code presence_state}, everybody on the topic, to this client; once after the join, diffs do the rest. */
    public void pushState(Socket socket) {
        socket.push(STATE, list(socket));
    }

    /** Who is on the topic of {@code socket}, by key. */
    public Map<String, Present> list(Socket socket) {
        return list(socket.topic());
    }

    // ---- for anybody --------------------------------------------------------------------------------------------------------------

    /** {@link #track(Socket, String, Object)} for any process of this node on any topic. */
    public String track(Pid process, String topic, String key, Object meta) {
        return tracker.track(process, topic, key, encoded(meta)).ref();
    }

    /** {@link #update(Socket, String, Object)} for any process of this node on any topic. */
    public String update(Pid process, String topic, String key, Object meta) {
        return tracker.update(process, topic, key, encoded(meta)).ref();
    }

    /** Takes {@link #track} back. */
    public void untrack(Pid process, String topic, String key) {
        tracker.untrack(process, topic, key);
    }

    /** Takes everything back that {@code process} was tracked on. */
    public void untrack(Pid process) {
        tracker.untrack(process);
    }

    /** Who is on {@code topic}, by key, in the order of the keys. */
    public Map<String, Present> list(String topic) {
        return looked(topic, present(tracker.list(topic)));
    }

    /** Who is on {@code topic} under {@code key}. */
    public Optional<Present> getByKey(String topic, String key) {
        var entries = tracker.get(topic, key);
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(looked(topic, present(Map.of(key, entries))).get(key));
    }

    /** How many keys there are on {@code topic}; takes the same time however many. */
    public int count(String topic) {
        return tracker.count(topic);
    }

    /** The first {@code limit} of {@link #list}; takes the same time however many follow. */
    public PresencePage page(String topic, int limit) {
        return page(topic, tracker.page(topic, limit));
    }

    /**
     * The next {@code limit} of {@link #list}.
     *
     * @param after {@link PresencePage#next} of the page before
     */
    public PresencePage page(String topic, String after, int limit) {
        return page(topic, tracker.page(topic, after, limit));
    }

    private PresencePage page(String topic, TrackerPage page) {
        return new PresencePage(looked(topic, present(page.entries())), Optional.ofNullable(page.next()));
    }

    // ---- parts --------------------------------------------------------------------------------------------------------------------

    private static Payload encoded(Object meta) {
        var payload = Payload.of(meta);
        if (!JsonPayloads.isObject(payload)) {
            throw new IllegalArgumentException(
                    "a meta must become a JSON object (a record, a map), was " + meta.getClass().getName());
        }
        var text = StandardCharsets.UTF_8.decode(payload.bytes());
        if (text.toString().contains("\"" + Meta.REF) // looked for as text first: what was parsed would be kept
                && (payload.get(Meta.REF).isPresent() || payload.get(Meta.PREVIOUS).isPresent())) {
            throw new IllegalArgumentException("a meta must not have a field " + Meta.REF + " or " + Meta.PREVIOUS
                    + ": they are presence's own");
        }
        return payload;
    }

    static Map<String, Present> present(Map<String, List<Entry>> entries) {
        var present = LinkedHashMap.<String, Present>newLinkedHashMap(entries.size());
        entries.forEach((key, several) -> present.put(key, Present.of(several)));
        return present;
    }

    /** For the one who asked: what {@code fetch} throws is thrown to it. */
    private Map<String, Present> looked(String topic, Map<String, Present> present) {
        try {
            return fetched(topic, present);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("fetch of presence " + name() + " failed for topic " + topic, e);
        }
    }

    /** Of what the hook gives, only the fields count. */
    Map<String, Present> fetched(String topic, Map<String, Present> present) throws Exception {
        if (fetch == null || present.isEmpty()) {
            return present;
        }
        var more = fetch.fetch(topic, new LinkedHashMap<>(present));
        if (more == null) {
            throw new IllegalStateException("fetch of presence " + name() + " returned null; return the presences");
        }
        var fetched = new LinkedHashMap<>(present);
        fetched.replaceAll((key, there) -> new Present(there.metas(), more.getOrDefault(key, there).fields()));
        return fetched;
    }

    PubSub pubsub() {
        return pubsub;
    }

    void tell(String hook, String topic, Throwable thrown) {
        tracker.telemetry().emit(new PresenceEvent.HookFailed(name(), hook, topic, thrown.toString()));
    }
}
