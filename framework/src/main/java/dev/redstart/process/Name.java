package dev.redstart.process;

import java.util.Objects;

/**
 * A name a process can hold on its node, with the messages its holder understands. Declare it once as a constant beside the message type.
 *
 * @param <M> the messages the holder understands
 * @param value what is compared; not blank
 */
@SuppressWarnings("UnusedTypeParameter") // it types the references made from the name
public record Name<M>(String value) {
    public Name {
        if (Objects.requireNonNull(value, "value").isBlank()) {
            throw new IllegalArgumentException("a process name must not be blank, was \"" + value + "\"");
        }
    }

    /** The name {@code value}. */
    public static <M> Name<M> of(String value) {
        return new Name<>(value);
    }

    @Override
    public String toString() {
        return value;
    }
}
