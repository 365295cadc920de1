package dev.redstart.pubsub.presence;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.redstart.pubsub.presence.PresenceMessage.Changed;
import dev.redstart.pubsub.presence.PresenceMessage.Heartbeat;
import dev.redstart.pubsub.presence.PresenceMessage.Leaving;
import dev.redstart.pubsub.presence.PresenceMessage.Transfer;
import dev.redstart.pubsub.presence.PresenceMessage.TransferRequest;

/**
 * One replica of a presence among others: what it says to them, what it makes of what they say, and who is there (PROTOCOL.md 20). An
 * entry is there as long as it is in the state and its replica is up. Each replica tells of its own changes and nobody else's, so one that
 * is gone cannot come back through a third.
 *
 * <p>Threading: belongs to whoever made it; it calls its link and its audience. It has no clock: times are given, in nanoseconds, of
 * which only differences mean anything.
 */
final class Replication {
    /** Who wants to know who is there. For an update the new entry joins before the old one leaves. */
    interface Audience {
        void joined(Entry entry);

        void left(Entry entry);
    }

    private final Replica self;
    private final TrackerTimes times;
    private final PresenceTransport.Link others;
    private final Audience audience;
    private final PresenceState state;
    private final Peers peers = new Peers();
    /** Whether there is nobody to tell; then nothing is kept for them. */
    private final boolean alone;
    private final DeltaLog unsent;
    private final RecentDeltas sent;
    /** Up to which clock a replica has told of changes, where some of them have not come here. */
    private final Map<Replica, Long> missed = new HashMap<>();
    private long sentClock;
    private int silentPeriods;
    private long lastTick;

    Replication(Replica self, TrackerTimes times, PresenceTransport.Link others, Audience audience, long now) {
        this.self = self;
        this.times = times;
        this.others = others;
        this.alone = others.equals(LocalPresence.NOWHERE);
        this.audience = audience;
        this.state = new PresenceState(self);
        this.unsent = new DeltaLog(self);
        this.sent = new RecentDeltas(self);
        this.lastTick = now;
    }

    Replica self() {
        return self;
    }

    // ---- changes here -------------------------------------------------------------------------------------------------------------

    Entry track(String topic, String key, Object meta) {
        var entry = state.add(topic, key, meta);
        if (!alone) {
            unsent.added(entry);
        }
        audience.joined(entry);
        return entry;
    }

    /** @param old is there */
    Entry update(Entry old, Object meta) {
        long removal = state.remove(List.of(old));
        var entry = state.addUpdated(old, meta);
        if (!alone) {
            unsent.seen(removal);
            unsent.removed(old.clock());
            unsent.added(entry);
        }
        audience.joined(entry);
        audience.left(old);
        return entry;
    }

    /** @param entries are there */
    void untrack(List<Entry> entries) {
        long clock = state.remove(entries);
        if (!alone) {
            unsent.seen(clock);
            entries.forEach(entry -> unsent.removed(entry.clock()));
        }
        entries.forEach(audience::left);
    }

    // ---- time ---------------------------------------------------------------------------------------------------------------------

    /**
     * Says that this replica is there, so that the others tell what they have; and what it has already, so that nobody sees those leave
     * and come back whom it has from its node's earlier life.
     */
    void begin() {
        if (unsent.isEmpty()) {
            others.broadcast(new Heartbeat(self, sentClock));
        } else {
            tell();
        }
    }

    /** To be called once in each period. */
    void tick(long now) {
        excuseOwnAbsence(now);
        tell();
        missed.keySet().forEach(this::ask);
        peers.goneDown(now, times.down().toNanos()).forEach(this::hide);
        peers.lost(now, times.permDown().toNanos()).forEach(this::drop);
    }

    /** While this process did not get to run, the others may have spoken; they must not be taken for dead before they were heard. */
    private void excuseOwnAbsence(long now) {
        long late = now - lastTick - times.period().toNanos();
        if (late > times.period().toNanos()) {
            peers.excuse(late);
        }
        lastTick = now;
    }

    private void tell() {
        if (!unsent.isEmpty()) {
            var delta = unsent.take();
            sent.add(sentClock, state.clock(), delta);
            sentClock = state.clock();
            silentPeriods = 0;
            others.broadcast(new Changed(self, delta));
        } else if (++silentPeriods >= times.silentPeriods()) {
            silentPeriods = 0;
            others.broadcast(new Heartbeat(self, sentClock));
        }
    }

    /**
     * Tells what has not been told yet, for there will be no other chance.
     *
     * @param forGood whether the others should not wait for this replica to come back
     */
    void end(boolean forGood) {
        tell();
        if (forGood) {
            others.broadcast(new Leaving(self));
        }
    }

    // ---- what others say ----------------------------------------------------------------------------------------------------------

    void receive(PresenceMessage message, long now) {
        var from = message.from();
        if (from.name().equals(self.name())) {
            return; // an echo, or from an earlier life of this node
        }
        if (message instanceof Leaving) {
            drop(from);
        } else if (hears(from, now)) {
            listen(message);
        }
    }

    /** @return whether to listen to it */
    private boolean hears(Replica from, long now) {
        peers.replacedBy(from).ifPresent(this::drop);
        return switch (peers.heard(from, now)) {
            case KNOWN -> true;
            case BACK -> {
                state.entries(from).forEach(audience::joined);
                yield true;
            }
            case NEW -> {
                others.send(from, new Heartbeat(self, sentClock)); // it may not have heard of this one either
                yield true;
            }
            case STALE -> false;
        };
    }

    private void listen(PresenceMessage message) {
        switch (message) {
            case Changed(var from, var delta) -> {
                merge(from, delta);
                noticeGap(from, delta.context().of(from).max());
            }
            case Transfer(var from, var delta) -> merge(from, delta);
            case Heartbeat(var from, var clock) -> noticeGap(from, clock);
            case TransferRequest(var from, var clock) -> others.send(from, new Transfer(self, missedSince(clock)));
            case Leaving _ -> throw new IllegalStateException("was dealt with");
        }
    }

    private Delta missedSince(long clock) {
        return sent.since(clock).orElseGet(() -> state.extract(self));
    }

    private void merge(Replica from, Delta delta) {
        if (!delta.context().ranges().keySet().stream().allMatch(from::equals)) {
            return; // nobody speaks for others
        }
        var changes = state.merge(delta);
        changes.joined().forEach(audience::joined);
        changes.left().forEach(audience::left);
        if (isComplete(from, missed.getOrDefault(from, 0L))) {
            missed.remove(from);
        }
    }

    private boolean isComplete(Replica from, long clock) {
        return state.seen(from).covers(1, clock);
    }

    /** Asks at once, and then in each period until all has come. */
    private void noticeGap(Replica from, long clock) {
        if (!isComplete(from, clock) && missed.merge(from, clock, Math::max) == clock) {
            ask(from);
        }
    }

    private void ask(Replica from) {
        others.send(from, new TransferRequest(self, state.seen(from).complete()));
    }

    private void hide(Replica replica) {
        missed.remove(replica);
        state.entries(replica).forEach(audience::left);
    }

    private void drop(Replica replica) {
        if (peers.isUp(replica)) {
            hide(replica);
        }
        state.forget(replica);
        missed.remove(replica);
        peers.forget(replica);
    }

    // ---- looks --------------------------------------------------------------------------------------------------------------------

    /** The entries of this replica. */
    List<Entry> own() {
        return state.entries(self);
    }

    /** Whether the entries of {@code replica} are there. */
    boolean isUp(Replica replica) {
        return replica.equals(self) || peers.isUp(replica);
    }

    PresenceState state() {
        return state;
    }
}
