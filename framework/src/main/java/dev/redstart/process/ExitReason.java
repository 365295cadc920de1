package dev.redstart.process;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How a process ended, or is asked to end. {@link Normal} and {@link Shutdown} are expected: no crash report is written and a transient
 * child is not restarted. Everything else is abnormal (OTP.md 1.3).
 */
@SuppressWarnings("ClassInitializationDeadlock") // see isExpected
public sealed interface ExitReason {
    /** The one {@link Normal}. */
    ExitReason NORMAL = new Normal();
    /** A {@link Shutdown} without detail. */
    ExitReason SHUTDOWN = new Shutdown("");
    /** The one {@link Kill}. */
    ExitReason KILL = new Kill();
    /** The one {@link Killed}. */
    ExitReason KILLED = new Killed();
    /** The one {@link NoProc}. */
    ExitReason NO_PROC = new NoProc();

    /** The process had nothing more to do. */
    record Normal() implements ExitReason {
        @Override
        public boolean isExpected() {
            return true;
        }
    }

    /** Asked to stop in good order, by a supervisor for example; {@code detail} is empty or says why. */
    record Shutdown(String detail) implements ExitReason {
        @Override
        public boolean isExpected() {
            return true;
        }
    }

    /** A signal only: ends the receiver whatever it traps. The receiver's own reason is then {@link Killed}. */
    record Kill() implements ExitReason {
        @Override
        public boolean isExpected() {
            return false;
        }
    }

    /** Was ended by {@link Kill}. */
    record Killed() implements ExitReason {
        @Override
        public boolean isExpected() {
            return false;
        }
    }

    /** There was no such process. */
    record NoProc() implements ExitReason {
        @Override
        public boolean isExpected() {
            return false;
        }
    }

    /** The connection to the process's node was lost; the process may be alive. */
    record NoConnection(String node) implements ExitReason {
        @Override
        public boolean isExpected() {
            return false;
        }
    }

    /**
     * A callback threw. This is a picture of the throwable that can cross nodes, never the throwable itself.
     *
     * @param type class name of the throwable
     * @param message its message, empty if it had none
     * @param stack its stack, innermost frame first, at most {@value #MAX_FRAMES} frames
     * @param cause its cause, if it had one
     */
    record Crash(String type, String message, List<String> stack, @Nullable Crash cause) implements ExitReason {
        private static final int MAX_FRAMES = 64;
        private static final int MAX_CAUSES = 8;

        public Crash {
            stack = List.copyOf(stack);
        }

        /** The picture of {@code thrown}. */
        public static Crash of(Throwable thrown) {
            return of(thrown, MAX_CAUSES);
        }

        private static Crash of(Throwable thrown, int causesLeft) {
            var frames = new ArrayList<String>();
            for (var frame : thrown.getStackTrace()) {
                if (frames.size() == MAX_FRAMES) {
                    break;
                }
                frames.add(frame.toString());
            }
            var cause = thrown.getCause();
            return new Crash(thrown.getClass().getName(), messageOf(thrown), frames,
                    cause == null || causesLeft == 0 ? null : of(cause, causesLeft - 1));
        }

        /** A message is user code: {@code getMessage} may be overridden, and may throw. */
        private static String messageOf(Throwable thrown) {
            try {
                var message = thrown.getMessage();
                return message == null ? "" : message;
            } catch (RuntimeException e) {
                return "(its message threw " + e.getClass().getName() + ")";
            }
        }

        @Override
        public boolean isExpected() {
            return false;
        }

        @Override
        public String toString() {
            return "Crash[" + type + ": " + message + (stack.isEmpty() ? "" : " at " + stack.getFirst()) + "]";
        }
    }

    /** Something took too long; {@code what} names it. */
    record Timeout(String what) implements ExitReason {
        @Override
        public boolean isExpected() {
            return false;
        }
    }

    /** The application's own reason; {@code term} should be an immutable value. */
    record Custom(Object term) implements ExitReason {
        @Override
        public boolean isExpected() {
            return false;
        }
    }

    /** Whether this is an end in good order: {@link Normal} or {@link Shutdown}. */
    // Not a default method: with one, initializing a record would initialize this interface, whose constants initialize the records.
    boolean isExpected();
}
