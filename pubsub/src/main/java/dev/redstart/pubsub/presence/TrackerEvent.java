package dev.redstart.pubsub.presence;

import dev.redstart.telemetry.TelemetryEvent;

/** What a tracker tells. */
public sealed interface TrackerEvent extends TelemetryEvent {
    /** A listener threw; those it would have told were not told. */
    record ListenerFailed(String tracker, String what) implements TrackerEvent {
        @Override
        public String name() {
            return "redstart.presence.listener.failed";
        }

        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String describe() {
            return "a change in presence " + tracker + " was not told to all: its listener threw " + what;
        }
    }

    /** A shard has started again and taken over who was there. */
    record ShardRecovered(String shard, int entries) implements TrackerEvent {
        @Override
        public String name() {
            return "redstart.presence.shard.recovered";
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String describe() {
            return "presence shard " + shard + " has started again with the " + entries + " entries of this node";
        }
    }
}
