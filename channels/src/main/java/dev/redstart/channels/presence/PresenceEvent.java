package dev.redstart.channels.presence;

import dev.redstart.telemetry.TelemetryEvent;

/** What presence tells. */
public sealed interface PresenceEvent extends TelemetryEvent {
    /** What an application has hooked in threw; its work is missing, nothing else. */
    record HookFailed(String presence, String hook, String topic, String what) implements PresenceEvent {
        private static final int SHOWN = 200;

        @Override
        public String name() {
            return "redstart.presence.hook.failed";
        }

        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String describe() {
            return hook + " of presence " + presence + " threw for a diff of topic "
                    + topic.substring(0, Math.min(topic.length(), SHOWN)).replaceAll("\\p{Cntrl}", "?") + ": " + what;
        }
    }
}
