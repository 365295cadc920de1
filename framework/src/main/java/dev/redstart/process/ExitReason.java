package dev.redstart.process;

import java.util.Arrays;
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
        private static final int MAX_MESSAGE = 4096;

        public Crash {
            stack = List.copyOf(stack);
        }

        /** The picture of {@code thrown}. */
        public static Crash of(Throwable thrown) {
            return of(thrown, MAX_CAUSES);
        }

        /** Whatever a throwable tells about itself may be user code, and may throw; a crash must not fail because of it. */
        private static Crash of(Throwable thrown, int causesLeft) {
            return new Crash(thrown.getClass().getName(), UserText.of(() -> shortened(thrown.getMessage())),
                    framesOf(thrown), causesLeft == 0 ? null : causeOf(thrown, causesLeft));
        }

        private static List<String> framesOf(Throwable thrown) {
            try {
                return Arrays.stream(thrown.getStackTrace()).limit(MAX_FRAMES).map(StackTraceElement::toString)
                        .toList();
            } catch (Throwable _) { // as in UserText
                return List.of();
            }
        }

        private static @Nullable Crash causeOf(Throwable thrown, int causesLeft) {
            try {
                var cause = thrown.getCause();
                return cause == null ? null : of(cause, causesLeft - 1);
            } catch (Throwable _) { // as in UserText
                return null;
            }
        }

        private static String shortened(@Nullable String message) {
            if (message == null) {
                return "";
            }
            return message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
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

        @Override
        public String toString() {
            return "Custom[" + UserText.of(() -> String.valueOf(term)) + "]";
        }
    }

    /** Whether this is an end in good order: {@link Normal} or {@link Shutdown}. */
    // Not a default method: with one, initializing a record would initialize this interface, whose constants initialize the records.
    boolean isExpected();
}
