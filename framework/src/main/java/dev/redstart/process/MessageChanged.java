package dev.redstart.process;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A message was changed between its sending and its handling; sender and receiver share it. Told by development nodes only.
 *
 * @param receiver the process that is about to handle it
 * @param label what the receiver calls itself
 * @param type the class of the message
 * @param sender the process that sent it, or the name of the thread
 */
public record MessageChanged(Pid receiver, String label, String type, String sender) implements TelemetryEvent {
    @Override
    public String name() {
        return "redstart.dev.message.changed";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String describe() {
        return "a message of " + type + " to process " + receiver + " (" + label + ") was changed after " + sender
                + " had sent it";
    }
}
