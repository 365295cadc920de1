package dev.redstart.telemetry;

import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes every event as one log line, under the logger {@code dev.redstart}. What shows contents of messages goes to
 * {@code dev.redstart.contents} at debug level, which an application that has secrets leaves off.
 */
public final class Slf4jBinder {
    private Slf4jBinder() {}

    /** Attaches a log to {@code telemetry}; closing what is returned detaches it. */
    public static AutoCloseable bind(Telemetry telemetry) {
        var log = LoggerFactory.getLogger("dev.redstart");
        var contents = LoggerFactory.getLogger("dev.redstart.contents");
        return telemetry.listen(event -> {
            log.atLevel(level(event.severity())).log(event.describe());
            if (contents.isDebugEnabled()) {
                event.contents().ifPresent(contents::debug);
            }
        }, severity -> log.isEnabledForLevel(level(severity)));
    }

    private static Level level(TelemetryEvent.Severity severity) {
        return switch (severity) {
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }
}
