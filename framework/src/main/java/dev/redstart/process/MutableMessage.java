package dev.redstart.process;

import java.util.List;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A message holds something that can be changed while others read it. Told once for each class of messages, by development nodes only.
 *
 * @param type the class of the message
 * @param flaws what can be changed, each with its path, for example {@code Join.members: java.util.ArrayList}
 */
public record MutableMessage(String type, List<String> flaws) implements TelemetryEvent {
    @Override
    public String name() {
        return "redstart.dev.message.mutable";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public String describe() {
        return "messages of " + type + " hold what can be changed: " + String.join(", ", flaws)
                + "; use records, List.copyOf and the like, or say @TrustedImmutable";
    }
}
