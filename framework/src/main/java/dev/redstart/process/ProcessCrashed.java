package dev.redstart.process;

import java.util.Optional;

import dev.redstart.telemetry.TelemetryEvent;

/**
 * A process ended because a callback threw or asked for an abnormal end. {@link #describe} names only types; what was in messages and
 * state is in {@link #details} and {@link #contents}.
 *
 * @param pid the process
 * @param label what it calls itself
 * @param reason how it ended
 * @param during what it was doing: the type of the message it handled, or the callback
 * @param waiting messages that waited in its mailbox and are lost
 * @param details what was around it
 */
public record ProcessCrashed(Pid pid, String label, ExitReason reason, String during, int waiting,
        CrashDetails details) implements TelemetryEvent {
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

    @Override
    public Optional<String> contents() {
        var text = new StringBuilder("process ").append(pid).append(" (").append(label).append(") crashed");
        details.lastMessage().ifPresent(shown -> text.append("\n  last message: ").append(shown));
        details.state().ifPresent(shown -> text.append("\n  state before it: ").append(shown));
        details.client().ifPresent(client -> appendClient(client, text));
        text.append("\n  started by: ").append(details.ancestors());
        if (!details.callers().isEmpty()) {
            text.append("\n  on behalf of: ").append(details.callers());
        }
        if (!details.locals().isEmpty()) {
            text.append("\n  values: ").append(details.locals());
        }
        details.waitingMessages().forEach(shown -> text.append("\n  waiting: ").append(shown));
        return Optional.of(text.toString());
    }

    private static void appendClient(CrashDetails.Client client, StringBuilder text) {
        text.append("\n  called by: ").append(client.pid().map(Pid::toString).orElse("no process"))
                .append(" on thread ")
                .append(client.thread());
        client.stack().forEach(frame -> text.append("\n    at ").append(frame));
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
