package dev.redstart.stage;

import java.util.Objects;
import java.util.function.ToIntFunction;

/**
 * Who gets what a stage emits, if several take from it.
 *
 * @param <O> the items
 */
public sealed interface Dispatch<O> {
    /** See {@link #onDemand}. */
    record OnDemand<O>() implements Dispatch<O> {}

    /** See {@link #broadcast}. */
    record Broadcast<O>() implements Dispatch<O> {}

    /** See {@link #partition}. */
    record Partition<O>(int partitions, ToIntFunction<? super O> choice) implements Dispatch<O> {
        public Partition {
            if (partitions < 1) {
                throw new IllegalArgumentException("partitions must be >= 1, was " + partitions);
            }
            Objects.requireNonNull(choice, "choice");
        }
    }

    /** Each item goes to one of them: to the one that wants most. */
    static <O> Dispatch<O> onDemand() {
        return new OnDemand<>();
    }

    /** Each item goes to all of them, at the pace of the slowest. */
    static <O> Dispatch<O> broadcast() {
        return new Broadcast<>();
    }

    /**
     * Each item goes to one that takes from the partition {@code choice} gives for it, 0 to {@code partitions - 1}. Those of a partition
     * that wants nothing at present wait, as many as are wanted all in all; then the others wait with it.
     */
    static <O> Dispatch<O> partition(int partitions, ToIntFunction<? super O> choice) {
        return new Partition<>(partitions, choice);
    }
}
