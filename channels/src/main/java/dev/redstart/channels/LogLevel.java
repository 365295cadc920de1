package dev.redstart.channels;

import java.util.Optional;

import dev.redstart.telemetry.TelemetryEvent.Severity;
import org.jspecify.annotations.Nullable;

/** How loud something is told that happens all the time (PROTOCOL.md 23). Where nobody listens at that level it costs next to nothing. */
public enum LogLevel {
    /** Not at all. */
    OFF(null), DEBUG(Severity.DEBUG), INFO(Severity.INFO), WARNING(Severity.WARNING), ERROR(Severity.ERROR);

    private final Optional<Severity> severity;

    LogLevel(@Nullable Severity severity) {
        this.severity = Optional.ofNullable(severity);
    }

    /** The same for telemetry; empty for {@link #OFF}. */
    public Optional<Severity> severity() {
        return severity;
    }
}
