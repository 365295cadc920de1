package dev.redstart.channels;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A process sent a message to a channel that handles none.
 *
 * @param channel the class of the channel
 * @param message the class of the message
 */
record UnhandledMessage(String channel, String message) implements TelemetryEvent {
    @Override
    public String name() {
        return "redstart.channel.unhandled";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public String describe() {
        return channel + " got a " + message + " but does not override handleInfo; it is ignored";
    }
}
