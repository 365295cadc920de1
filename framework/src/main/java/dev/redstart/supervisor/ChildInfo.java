package dev.redstart.supervisor;

import java.time.Instant;
import java.util.Optional;

import dev.redstart.process.Pid;

/**
 * A child of a supervisor at one moment.
 *
 * @param id its id; for a process that was spawned with the supervisor as its parent, its label
 * @param pid its process, if it has one
 * @param state whether it runs
 * @param type worker or supervisor
 * @param restarts how often it was started again
 * @param waiting what it waits for; present exactly while it is {@link State#RESTARTING}
 */
public record ChildInfo(String id, Optional<Pid> pid, State state, ChildSpec.Type type, long restarts,
        Optional<Waiting> waiting) {
    /** Whether a child runs. */
    public enum State {
        /** It has a process. */
        RUNNING,
        /** It has none and will get one without being asked. */
        RESTARTING,
        /** It has none until somebody asks for it. */
        STOPPED
    }

    /**
     * A restart that is still to come. A child that waits because a sibling pulled it down waits for that sibling's restart.
     *
     * @param since when the wait began
     * @param until when it will be over; {@code since} if the next attempt is only held up by other requests
     * @param attempt the number of the restart, from 1, since the child last stayed up (see {@link Backoff})
     */
    public record Waiting(Instant since, Instant until, int attempt) {}
}
