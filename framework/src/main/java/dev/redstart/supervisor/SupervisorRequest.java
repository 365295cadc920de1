package dev.redstart.supervisor;

import java.util.List;

import dev.redstart.process.ProcessRef;
import dev.redstart.process.ReplyTo;

/** What a supervisor can be asked; {@link Supervisor} asks it. */
public sealed interface SupervisorRequest {
    /** See {@link Supervisor#startChild}. */
    record StartChild(ChildSpec spec, ReplyTo<StartOutcome> from) implements SupervisorRequest {}

    /** See {@link Supervisor#terminateChild}. */
    record TerminateChild(String id, ReplyTo<Outcome> from) implements SupervisorRequest {}

    /** See {@link Supervisor#restartChild}. */
    record RestartChild(String id, ReplyTo<StartOutcome> from) implements SupervisorRequest {}

    /** See {@link Supervisor#deleteChild}. */
    record DeleteChild(String id, ReplyTo<Outcome> from) implements SupervisorRequest {}

    /** See {@link Supervisor#whichChildren}. */
    record WhichChildren(ReplyTo<List<ChildInfo>> from) implements SupervisorRequest {}

    /** See {@link Supervisor#countChildren}. */
    record CountChildren(ReplyTo<ChildCount> from) implements SupervisorRequest {}

    /**
     * A supervisor's note to itself: start again what waits for it. Comes through the queue, so others get a turn.
     *
     * @param generation which wait is over; of one that was cancelled there is none any more
     */
    record RetryRestart(long generation) implements SupervisorRequest {}

    /** How a request that starts a child went. */
    sealed interface StartOutcome {
        /** It runs. */
        record Started(ProcessRef<?> child) implements StartOutcome {}

        /** Its {@code init} chose to be ignored. */
        record Ignored() implements StartOutcome {}

        /** It does not run, and why. */
        record Refused(String why) implements StartOutcome {}
    }

    /** How another request went. */
    sealed interface Outcome {
        /** It is done. */
        record Done() implements Outcome {}

        /** It was not done, and why. */
        record Refused(String why) implements Outcome {}
    }
}
