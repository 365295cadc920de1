package dev.redstart.process;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A node ends itself with all its processes, because it cannot vouch for them any more. Whatever watches the system should start it again;
 * a {@code Redstart.run} ends the JVM.
 *
 * @param node the name of the node
 * @param why for people
 */
public record NodeGaveUp(String node, String why) implements TelemetryEvent {
    @Override
    public String name() {
        return "redstart.node.gave.up";
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String describe() {
        return "node " + node + " ends: " + why;
    }
}
