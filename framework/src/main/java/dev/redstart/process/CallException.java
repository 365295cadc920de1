package dev.redstart.process;

import java.time.Duration;

/** Why a call has no reply. */
public abstract sealed class CallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CallException(String message) {
        super(message);
    }

    /** No reply came in time. The process may still be working on the call. */
    public static final class CallTimeout extends CallException {
        private static final long serialVersionUID = 1L;

        CallTimeout(Object callee, Duration timeout) {
            super("no reply from " + callee + " within " + timeout.toMillis() + " ms");
        }
    }

    /** There was no such process when the call was made. */
    public static final class NoProcess extends CallException {
        private static final long serialVersionUID = 1L;

        NoProcess(Object callee) {
            super("no process " + callee);
        }
    }

    /** The process ended before it replied. */
    public static final class ServerExited extends CallException {
        private static final long serialVersionUID = 1L;

        /** How the process ended. */
        private final transient ExitReason reason;

        ServerExited(Object callee, ExitReason reason) {
            super(callee + " ended before it replied: " + reason);
            this.reason = reason;
        }

        /** How the process ended. */
        public ExitReason reason() {
            return reason;
        }
    }

    /** A process tried to call itself, which could never be answered. */
    public static final class CallingSelf extends CallException {
        private static final long serialVersionUID = 1L;

        CallingSelf(Object callee) {
            super(callee + " calls itself: it cannot reply while it waits");
        }
    }

    /** A process called or stopped, from its {@code init}, one that waits for the end of that {@code init}: each would wait for the other. */
    public static final class CallingStarter extends CallException {
        private static final long serialVersionUID = 1L;

        CallingStarter(Object callee, Object caller) {
            super(caller + " would wait in its init for " + callee + ", but " + callee
                    + " waits for that init; do it in continueWith");
        }
    }

    /** The mailbox was full and its policy is to fail the sender. */
    public static final class Overloaded extends CallException {
        private static final long serialVersionUID = 1L;

        Overloaded(Object callee, int capacity) {
            super("the mailbox of " + callee + " is full: capacity " + capacity);
        }
    }

    /** The calling thread, which is not a process's, was interrupted while it waited; its interrupt flag is set again. */
    public static final class CallInterrupted extends CallException {
        private static final long serialVersionUID = 1L;

        CallInterrupted(Object callee) {
            super("interrupted while waiting for " + callee);
        }
    }
}
