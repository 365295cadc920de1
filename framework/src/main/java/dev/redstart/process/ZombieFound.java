package dev.redstart.process;

import java.time.Duration;
import java.util.List;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A process was ended but its handler does not return: its thread ignores the interrupt. Nothing it does has an effect any more, but it
 * holds a thread, and whatever it does outside of the runtime goes on.
 *
 * @param pid the process
 * @param label what it calls itself
 * @param since how long ago it was ended
 * @param stack where its thread is
 */
public record ZombieFound(Pid pid, String label, Duration since, List<String> stack) implements TelemetryEvent {
    @Override
    public String name() {
        return "redstart.process.zombie";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String describe() {
        return "process " + pid + " (" + label + ") was ended " + since.toMillis() + " ms ago and still runs:\n    at "
                + String.join("\n    at ", stack);
    }
}
