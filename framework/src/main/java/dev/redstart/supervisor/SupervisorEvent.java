package dev.redstart.supervisor;

import java.time.Duration;

import dev.redstart.process.ExitReason;
import dev.redstart.process.Pid;
import dev.redstart.telemetry.TelemetryEvent;

/** What a supervisor tells about its children (OTP.md 1.15, supervisor report). */
public sealed interface SupervisorEvent extends TelemetryEvent {
    /** The counter of {@link ChildRestarted}. */
    String RESTARTS = "redstart.supervisor.restarts";

    /** The supervisor's id. */
    String supervisor();

    /** The child's id. */
    String child();

    /** A child ended, and was not asked to. */
    record ChildTerminated(String supervisor, String child, Pid pid, ExitReason reason) implements SupervisorEvent {
        @Override
        public String name() {
            return "redstart.supervisor.child.terminated";
        }

        @Override
        public Severity severity() {
            return reason.isExpected() ? Severity.DEBUG : Severity.WARNING;
        }

        @Override
        public String describe() {
            return "supervisor " + supervisor + ": child " + child + " " + pid + " ended: " + reason;
        }
    }

    /** A child was started again. */
    record ChildRestarted(String supervisor, String child, Pid pid) implements SupervisorEvent {
        @Override
        public String name() {
            return RESTARTS;
        }

        @Override
        public Severity severity() {
            return Severity.INFO;
        }

        @Override
        public String describe() {
            return "supervisor " + supervisor + ": child " + child + " restarted as " + pid;
        }
    }

    /** A child was started, for the first time or again. */
    record ChildStarted(String supervisor, String child, Pid pid) implements SupervisorEvent {
        @Override
        public String name() {
            return "redstart.supervisor.child.started";
        }

        @Override
        public Severity severity() {
            return Severity.DEBUG;
        }

        @Override
        public String describe() {
            return "supervisor " + supervisor + ": child " + child + " started as " + pid;
        }
    }

    /** A specification is allowed but rarely meant. */
    record SpecQuestionable(String supervisor, String child, String why) implements SupervisorEvent {
        @Override
        public String name() {
            return "redstart.supervisor.spec.questionable";
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String describe() {
            return "supervisor " + supervisor + ": child " + child + " " + why;
        }
    }

    /** A child could not be started. */
    record StartFailed(String supervisor, String child, ExitReason reason) implements SupervisorEvent {
        @Override
        public String name() {
            return "redstart.supervisor.start.failed";
        }

        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String describe() {
            return "supervisor " + supervisor + ": child " + child + " did not start: " + reason;
        }
    }

    /** A child that was asked to end did so for another reason, or had to be killed. */
    record ShutdownFailed(String supervisor, String child, ExitReason reason) implements SupervisorEvent {
        @Override
        public String name() {
            return "redstart.supervisor.shutdown.failed";
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String describe() {
            return "supervisor " + supervisor + ": child " + child + " did not stop in good order: " + reason;
        }
    }

    /** A child is not started again before {@code delay} has passed (see {@link Backoff}). */
    record RestartDelayed(String supervisor, String child, int attempt, Duration delay) implements SupervisorEvent {
        @Override
        public String name() {
            return "redstart.supervisor.restart.delayed";
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }

        @Override
        public String describe() {
            return "supervisor " + supervisor + ": restart " + attempt + " of child " + child + " waits " + delay;
        }
    }

    /** A significant child ended, and the supervisor stops because of it (see {@link AutoShutdown}). */
    record AutoShutDown(String supervisor, String child) implements SupervisorEvent {
        @Override
        public String name() {
            return "redstart.supervisor.auto.shutdown";
        }

        @Override
        public Severity severity() {
            return Severity.INFO;
        }

        @Override
        public String describe() {
            return "supervisor " + supervisor + " stops: its significant child " + child + " has ended";
        }
    }

    /**
     * Too many restarts: the supervisor stops its children and ends.
     *
     * @param why the limit that was reached
     */
    record GaveUp(String supervisor, String child, String why) implements SupervisorEvent {
        @Override
        public String name() {
            return "redstart.supervisor.gave.up";
        }

        @Override
        public Severity severity() {
            return Severity.ERROR;
        }

        @Override
        public String describe() {
            return "supervisor " + supervisor + " gives up on child " + child + ": " + why;
        }
    }
}
