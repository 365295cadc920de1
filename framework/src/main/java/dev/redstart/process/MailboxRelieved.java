package dev.redstart.process;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A mailbox that was told of with {@link MailboxCongested} is down to one fifth of its capacity.
 *
 * @param pid the process
 * @param label what it calls itself
 * @param capacity messages that may wait
 */
public record MailboxRelieved(Pid pid, String label, int capacity) implements TelemetryEvent {
    @Override
    public String name() {
        return "redstart.process.mailbox.relieved";
    }

    @Override
    public Severity severity() {
        return Severity.INFO;
    }

    @Override
    public String describe() {
        return "the mailbox of process " + pid + " (" + label + ") has room again: at most " + capacity / 5 + " of "
                + capacity + " messages wait";
    }
}
