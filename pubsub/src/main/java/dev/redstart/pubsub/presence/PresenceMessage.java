package dev.redstart.pubsub.presence;

import java.util.Objects;

/**
 * What the replicas of one presence say to each other. Each speaks of its own changes only. Messages may be lost, come twice and in any
 * order. Immutable as long as the metas in them are.
 */
public sealed interface PresenceMessage {
    /** Who says it. */
    Replica from();

    /** What has changed at the sender since it last said so; to all. */
    record Changed(Replica from, Delta delta) implements PresenceMessage {
        public Changed {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(delta, "delta");
        }
    }

    /**
     * That the sender lives; to all, or to one that was not known to.
     *
     * @param clock the last change it has told of; whoever has not seen all up to it has missed something
     */
    record Heartbeat(Replica from, long clock) implements PresenceMessage {
        public Heartbeat {
            Objects.requireNonNull(from, "from");
        }
    }

    /**
     * Asks one replica for what the sender has missed.
     *
     * @param clock up to which change of the one that is asked the sender has seen everything
     */
    record TransferRequest(Replica from, long clock) implements PresenceMessage {
        public TransferRequest {
            Objects.requireNonNull(from, "from");
        }
    }

    /** The answer: what was missed, or everything the sender has. */
    record Transfer(Replica from, Delta delta) implements PresenceMessage {
        public Transfer {
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(delta, "delta");
        }
    }

    /** That the sender ends and nobody should wait for it to come back; to all. */
    record Leaving(Replica from) implements PresenceMessage {
        public Leaving {
            Objects.requireNonNull(from, "from");
        }
    }
}
