package dev.redstart.pubsub.presence;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The other replicas, one of each name, and which of them are up. Only what was heard from a replica itself counts: what others say
 * about it never brings it back.
 *
 * <pre>
 *   heard ──▶ UP ── silent for down ──▶ DOWN ── silent for permDown, or leaving ──▶ forgotten
 *              ▲                         │
 *              └───────── heard ─────────┘
 * </pre>
 *
 * <p>Threading: belongs to whoever made it. All times are given, in nanoseconds, of which only differences mean anything.
 */
final class Peers {
    /** What it means that a replica was heard. */
    enum Heard {
        /** It was up, and is. */
        KNOWN,
        /** It was down, and is up. */
        BACK,
        /** It was not known. */
        NEW,
        /** It is an earlier life of one that is up: not to be listened to. */
        STALE
    }

    private static final class Peer {
        final Replica replica;
        boolean up = true;
        long heardAt;

        Peer(Replica replica, long heardAt) {
            this.replica = replica;
            this.heardAt = heardAt;
        }
    }

    private final Map<String, Peer> byName = new HashMap<>();

    Heard heard(Replica replica, long now) {
        var peer = byName.get(replica.name());
        if (peer == null) {
            byName.put(replica.name(), new Peer(replica, now));
            return Heard.NEW;
        }
        if (!peer.replica.equals(replica)) {
            return Heard.STALE;
        }
        peer.heardAt = now;
        if (peer.up) {
            return Heard.KNOWN;
        }
        peer.up = true;
        return Heard.BACK;
    }

    /** Another life of {@code fresh} that has to go because of it: an earlier one, or one that is not up. */
    Optional<Replica> replacedBy(Replica fresh) {
        var peer = byName.get(fresh.name());
        if (peer == null || peer.replica.equals(fresh)
                || (peer.up && peer.replica.incarnation() > fresh.incarnation())) {
            return Optional.empty();
        }
        return Optional.of(peer.replica);
    }

    boolean isUp(Replica replica) {
        var peer = byName.get(replica.name());
        return peer != null && peer.up && peer.replica.equals(replica);
    }

    void forget(Replica replica) {
        byName.values().removeIf(peer -> peer.replica.equals(replica));
    }

    /** Those that were up and have been silent for {@code nanos}; they are down now. */
    List<Replica> goneDown(long now, long nanos) {
        var silent = silent(peer -> peer.up && now - peer.heardAt >= nanos);
        silent.forEach(peer -> peer.up = false);
        return silent.stream().map(peer -> peer.replica).toList();
    }

    /** Those that are down and have been silent for {@code nanos}. */
    List<Replica> lost(long now, long nanos) {
        return silent(peer -> !peer.up && now - peer.heardAt >= nanos).stream().map(peer -> peer.replica).toList();
    }

    private List<Peer> silent(Predicate<Peer> which) {
        var found = new ArrayList<Peer>();
        byName.values().stream().filter(which).forEach(found::add);
        return found;
    }

    /** For the time this replica was itself unable to hear anybody. */
    void excuse(long nanos) {
        byName.values().forEach(peer -> peer.heardAt += nanos);
    }
}
