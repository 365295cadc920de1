package dev.redstart.channels;

import java.util.Objects;

/**
 * An event as it came, for channels whose events are not known when the code is written: {@code Channel<S, Event>}.
 *
 * @param name as the client sent it
 * @param payload as the client sent it
 */
public record Event(String name, Payload payload) {
    public Event {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(payload, "payload");
    }
}
