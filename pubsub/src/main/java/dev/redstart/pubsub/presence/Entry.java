package dev.redstart.pubsub.presence;

import java.util.Objects;
import java.util.Optional;

/**
 * That somebody is there: one process of some node, on one topic, under one key. The change that added it names it, so two with the same
 * replica and clock are equal. Immutable.
 *
 * @param replica whose process it is
 * @param clock which of the replica's changes added it
 * @param previous which one added what this is an update of; 0 if it is none
 * @param topic where
 * @param key who; several entries may have the same
 * @param meta what else the application says, immutable
 */
public record Entry(Replica replica, long clock, long previous, String topic, String key, Object meta) {
    public Entry {
        Objects.requireNonNull(replica, "replica");
        Objects.requireNonNull(topic, "topic");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(meta, "meta");
        if (clock < 1 || previous < 0 || previous >= clock) {
            throw new IllegalArgumentException(
                    "an entry's clock must be >= 1 and greater than that before it, was " + clock + " after "
                            + previous);
        }
    }

    /** Names this entry among all of its topic, on all nodes: Phoenix's {@code phx_ref}. */
    public String ref() {
        return replica.refOf(clock);
    }

    /** The {@link #ref} of what this is an update of. */
    public Optional<String> previousRef() {
        return previous == 0 ? Optional.empty() : Optional.of(replica.refOf(previous));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry that && clock == that.clock && replica.equals(that.replica);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(clock) * 31 + replica.hashCode();
    }

    /** Without the meta: it may be nobody's business. */
    @Override
    public String toString() {
        return key + " on " + topic + " (" + replica + ":" + clock + ")";
    }
}
