package dev.redstart.process;

import java.time.Duration;
import java.util.List;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A callback computes for long without waiting for anything. While it does it keeps a core from all other processes that run on virtual
 * threads. Told once for every such callback; it should be cut into pieces, call {@link ProcessContext#breathe}, or run
 * {@link ProcessSpec#onPlatformThreads on platform threads}.
 *
 * @param pid the process
 * @param label what it calls itself
 * @param since how long the callback has run, seen from outside
 * @param stack where its thread is
 */
public record HandlerComputes(Pid pid, String label, Duration since, List<String> stack) implements TelemetryEvent {
    @Override
    public String name() {
        return "redstart.scheduler.handler.computes";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public String describe() {
        return "a callback of process " + pid + " (" + label + ") has computed for " + since.toMillis()
                + " ms and keeps a core from others:\n    at " + String.join("\n    at ", stack);
    }
}
