package dev.redstart.process;

import java.util.List;
import java.util.stream.Collectors;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * Processes wait for room in each other's mailboxes in a circle. None of them takes a message before one gives up, with
 * {@link CallException.Overloaded}, because its time is over.
 *
 * @param circle each waits for the next, the last for the first
 */
public record SendersInCircle(List<Pid> circle) implements TelemetryEvent {
    @Override
    public String name() {
        return "redstart.process.senders.circle";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public String describe() {
        return circle.stream().map(Pid::toString).collect(Collectors.joining(" waits for room in the mailbox of "))
                + ", which waits for the first: a circle";
    }
}
