package dev.redstart.stage;

import dev.redstart.process.Pid;
import dev.redstart.telemetry.TelemetryEvent;

/**
 * A stage has emitted more than was wanted and than its buffer holds; what had waited longest is gone. Told once, then not again before
 * the buffer has been empty; the counter {@value #COUNTER} counts every item.
 *
 * @param pid the stage
 * @param label what it calls itself
 * @param dropped items dropped just now
 * @param capacity items the buffer holds
 */
public record StageItemsDropped(Pid pid, String label, int dropped, int capacity) implements TelemetryEvent {
    /** The name of the counter. */
    public static final String COUNTER = "redstart.stage.dropped.items";

    @Override
    public String name() {
        return "redstart.stage.items.dropped";
    }

    @Override
    public Severity severity() {
        return Severity.WARNING;
    }

    @Override
    public String describe() {
        return "stage " + pid + " (" + label + ") emits more than is taken from it: " + dropped
                + " items dropped, its buffer holds " + capacity;
    }
}
