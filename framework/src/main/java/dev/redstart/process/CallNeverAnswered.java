package dev.redstart.process;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A call was handled and will never be answered: its reply address was dropped. Told by development nodes only, some time later.
 *
 * @param server the process that was called
 * @param label what it calls itself
 * @param type the class of the message
 */
public record CallNeverAnswered(Pid server, String label, String type) implements TelemetryEvent {
    @Override
    public String name() {
        return "redstart.dev.call.unanswered";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public String describe() {
        return "a call of " + type + " to process " + server + " (" + label
                + ") was never answered: its handler dropped the ReplyTo";
    }
}
