package dev.redstart.supervisor;

import java.util.Optional;

import dev.redstart.process.Pid;

/**
 * A child of a supervisor at one moment.
 *
 * @param id its id; for a process that was spawned with the supervisor as its parent, its label
 * @param pid its process, if it has one
 * @param state whether it runs
 * @param type worker or supervisor
 */
public record ChildInfo(String id, Optional<Pid> pid, State state, ChildSpec.Type type) {
    /** Whether a child runs. */
    public enum State {
        RUNNING, RESTARTING, STOPPED
    }
}
