package dev.redstart.telemetry;

import java.util.Optional;

/**
 * Something rare enough to be told one by one: a crash, a restart, a refused handshake. Implementations are records that live beside what
 * emits them. What happens for every message is a {@link Counter} instead.
 */
public interface TelemetryEvent {
    /** How loud a log should be about it. */
    enum Severity {
        DEBUG, INFO, WARNING, ERROR
    }

    /** The event's stable name, for example {@code redstart.process.crashed}; also the name of the counter that counts it. */
    String name();

    /** How loud a log should be about it. */
    Severity severity();

    /** One line for people. It never holds payloads, tokens or other contents of messages. */
    String describe();

    /** What {@link #describe} leaves out because it shows contents; for those who look for a fault. */
    default Optional<String> contents() {
        return Optional.empty();
    }
}
