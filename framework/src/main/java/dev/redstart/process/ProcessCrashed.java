package dev.redstart.process;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A process ended because a callback threw or asked for an abnormal end. Contents of messages and state are not in it, only their types.
 *
 * @param pid the process
 * @param label what it calls itself
 * @param reason how it ended
 * @param during what it was doing: the type of the message it handled, or the callback
 * @param waiting messages that waited in its mailbox and are lost
 */
public record ProcessCrashed(Pid pid, String label, ExitReason reason, String during,
        int waiting) implements TelemetryEvent {
    static final String NAME = "redstart.process.crashed";
    private static final int FRAMES_SHOWN = 12;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Severity severity() {
        return Severity.ERROR;
    }

    @Override
    public String describe() {
        var text = new StringBuilder("process ").append(pid).append(" (").append(label).append(") crashed during ")
                .append(during)
                .append(", ").append(waiting).append(" messages waiting: ").append(reason);
        if (reason instanceof ExitReason.Crash crash) {
            append(crash, text);
        }
        return text.toString();
    }

    private static void append(ExitReason.Crash crash, StringBuilder text) {
        crash.stack().stream().limit(FRAMES_SHOWN).forEach(frame -> text.append("\n    at ").append(frame));
        var cause = crash.cause();
        if (cause != null) {
            text.append("\n  caused by ").append(cause.type()).append(": ").append(cause.message());
            append(cause, text);
        }
    }
}
