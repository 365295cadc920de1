package dev.redstart.process;

import java.time.Duration;
import java.util.List;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A process has ended, but the {@code close} of something it owned does not return. Others are told of the end without waiting longer;
 * what the process owned besides is not closed before that one is.
 *
 * @param pid the process
 * @param label what it called itself
 * @param resource the class of what is being closed
 * @param since how long it has taken so far
 * @param stack where the closing thread is
 */
public record CloseOverdue(Pid pid, String label, String resource, Duration since, List<String> stack)
        implements
            TelemetryEvent {
    @Override
    public String name() {
        return "redstart.process.close.overdue";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String describe() {
        return "close of " + resource + ", owned by process " + pid + " (" + label + "), does not return after "
                + since.toMillis() + " ms:\n    at " + String.join("\n    at ", stack);
    }
}
