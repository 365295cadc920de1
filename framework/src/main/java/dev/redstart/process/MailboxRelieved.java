package dev.redstart.process;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A mailbox that was told of with {@link MailboxCongested} is down to one fifth of its capacity, or to 2,000 messages if it has no
 * limit.
 *
 * @param pid the process
 * @param label what it calls itself
 * @param capacity messages that may wait; {@link Integer#MAX_VALUE} if there is no limit
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
        return "the mailbox of process " + pid + " (" + label + ") has room again: at most "
                + new Mailbox(capacity, Mailbox.Overflow.DROP_NEWEST).lowWater() + " of " + Mailbox.limit(capacity)
                + " messages wait";
    }
}
