package dev.redstart.stage;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Producer} or a {@link ProducerConsumer} gives when it is asked.
 *
 * @param items what it emits; more than was wanted goes into the stage's buffer
 * @param state its state from now on
 * @param last whether it has nothing more; the stage ends normally when all that it has emitted is taken
 * @param again if not null, the producer is asked again after that time, if something is wanted then
 * @param <S> the state
 * @param <O> the items
 */
public record Emit<S, O>(List<O> items, S state, boolean last, @Nullable Duration again) {
    public Emit {
        items = List.copyOf(items);
    }

    /** Emits {@code items}. If there are some, but fewer than wanted, the producer is asked again at once, after what waits meanwhile. */
    public static <S, O> Emit<S, O> items(List<O> items, S state) {
        return new Emit<>(items, state, false, null);
    }

    /** Emits {@code items} and nothing ever after. */
    public static <S, O> Emit<S, O> last(List<O> items, S state) {
        return new Emit<>(items, state, true, null);
    }

    /** Emits nothing. A producer is asked again when more is wanted. */
    public static <S, O> Emit<S, O> none(S state) {
        return new Emit<>(List.of(), state, false, null);
    }

    /** Emits nothing now, and wants to be asked again after {@code delay}: for a source that has to be polled. */
    public static <S, O> Emit<S, O> again(Duration delay, S state) {
        return new Emit<>(List.of(), state, false, Objects.requireNonNull(delay, "delay"));
    }
}
