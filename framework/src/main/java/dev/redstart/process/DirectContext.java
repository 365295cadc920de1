package dev.redstart.process;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a process in the direct style may do: all that others may, and receive. A receive that waits parks its thread. It takes the first
 * item that fits and leaves the others where they are, in order; messages that nobody takes stay in the mailbox and count against its
 * capacity.
 *
 * <p>Signals ({@link Signal.Down}, {@link Signal.Exit}) wait in the same order among the messages, but only {@link #receiveSignal} and
 * {@link #receiveAny} take them.
 *
 * @param <M> the messages of the process
 */
public interface DirectContext<M> extends ProcessContext<M> {
    /** The next message; waits for it. */
    M receive();

    /** The next message, or empty if there is none within {@code timeout}; zero looks without waiting. */
    Optional<M> receive(Duration timeout);

    /**
     * The first message that is wanted; waits for it. Each message is looked at once in one call, or again if the mailbox drops its oldest and
     * the process was suspended meanwhile. {@code wanted} must not receive.
     */
    M receive(Predicate<? super M> wanted);

    /** The first message that is wanted, or empty if there is none within {@code timeout}. */
    Optional<M> receive(Predicate<? super M> wanted, Duration timeout);

    /** The first message of that type; waits for it. */
    default <T extends M> T receive(Class<T> type) {
        return type.cast(receive(type::isInstance));
    }

    /** The first message of that type, or empty if there is none within {@code timeout}. */
    default <T extends M> Optional<T> receive(Class<T> type, Duration timeout) {
        return receive(type::isInstance, timeout).map(type::cast);
    }

    /** The next signal; waits for it. */
    Signal receiveSignal();

    /** The next signal, or empty if there is none within {@code timeout}. */
    Optional<Signal> receiveSignal(Duration timeout);

    /** The next message or {@link Signal}, whichever came first; waits for it. */
    Object receiveAny();

    /** The next message or {@link Signal}, or empty if there is none within {@code timeout}. */
    Optional<Object> receiveAny(Duration timeout);
}
