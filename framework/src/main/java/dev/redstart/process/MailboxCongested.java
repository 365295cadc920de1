package dev.redstart.process;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A mailbox is four fifths full, or has 10,000 messages if it has no limit: messages come in faster than they are handled, or a handler is stuck. Told once, then not again before
 * a {@link MailboxRelieved}; a process that ends meanwhile has no such event any more.
 *
 * @param pid the process
 * @param label what it calls itself
 * @param waiting messages that waited at that moment
 * @param capacity messages that may wait; {@link Integer#MAX_VALUE} if there is no limit
 */
public record MailboxCongested(Pid pid, String label, int waiting, int capacity) implements TelemetryEvent {
    @Override
    public String name() {
        return "redstart.process.mailbox.congested";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public String describe() {
        return "the mailbox of process " + pid + " (" + label + ") is filling up: " + waiting + " of "
                + Mailbox.limit(capacity) + " messages wait";
    }
}
