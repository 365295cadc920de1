package dev.redstart.process;

import java.time.Duration;

/** Why a task gives no result. Uncaught it ends the process that waited, as in OTP. */
public abstract sealed class TaskException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TaskException(String message) {
        super(message);
    }

    /** It had no result in time, and was killed. */
    public static final class TimedOut extends TaskException {
        private static final long serialVersionUID = 1L;

        TimedOut(Pid task, Duration timeout) {
            super("task " + task + " had no result within " + timeout.toMillis() + " ms and was killed");
        }
    }

    /** It ended without a result. */
    public static final class Exited extends TaskException {
        private static final long serialVersionUID = 1L;

        private final transient ExitReason reason;

        Exited(Pid task, ExitReason reason) {
            super("task " + task + " ended without a result: " + reason);
            this.reason = reason;
        }

        /** How it ended. */
        public ExitReason reason() {
            return reason;
        }
    }
}
