package dev.redstart.stage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * Who takes from a stage, how much each of them has asked for, and who gets the next item. Nobody gets more than it has asked for.
 *
 * <p>Threading: belongs to the stage's process; no clock, no thread.
 */
abstract sealed class Outlets<O> {
    /** One that takes. */
    static final class Outlet<O> {
        private final Subscription<?> subscription;
        private long demand;
        /** Given to it and not sent yet. */
        private List<O> batch = new ArrayList<>();

        Outlet(Subscription<?> subscription) {
            this.subscription = subscription;
        }

        void give(O item) {
            batch.add(item);
            demand--;
        }
    }

    private final Map<Subscription<?>, Outlet<O>> outlets = new LinkedHashMap<>();

    static <O> Outlets<O> of(Dispatch<O> dispatch) {
        return switch (dispatch) {
            case Dispatch.OnDemand<O>() -> new OnDemand<>();
            case Dispatch.Broadcast<O>() -> new Broadcast<>();
            case Dispatch.Partition<O>(var partitions, var choice) -> new Partitioned<>(partitions, choice);
        };
    }

    /** How many items can be placed now. */
    abstract long capacity();

    /** Gives an item to whom it is for; only while there is capacity. */
    abstract void place(O item);

    /** Whether items placed wait for somebody to ask. */
    boolean holdsItems() {
        return false;
    }

    void add(Subscription<?> subscription) {
        outlets.put(subscription, new Outlet<>(subscription));
    }

    void remove(Subscription<?> subscription) {
        outlets.remove(subscription);
    }

    /** Of one that is not known any more nothing comes. */
    void ask(Subscription<?> subscription, long items) {
        var outlet = outlets.get(subscription);
        if (outlet != null) {
            outlet.demand = sum(outlet.demand, items);
            asked(outlet);
        }
    }

    void asked(Outlet<O> outlet) {}

    /** Hands over what was placed. */
    void flush(BiConsumer<Subscription<?>, List<O>> sink) {
        for (var outlet : outlets.values()) {
            if (!outlet.batch.isEmpty()) {
                sink.accept(outlet.subscription, List.copyOf(outlet.batch));
                outlet.batch = new ArrayList<>();
            }
        }
    }

    final Iterable<Outlet<O>> all() {
        return outlets.values();
    }

    final long totalDemand() {
        return outlets.values().stream().mapToLong(outlet -> outlet.demand).reduce(0, Outlets::sum);
    }

    /** The one that wants most, of those with that property. */
    final Optional<Outlet<O>> neediest(Predicate<Subscription<?>> wanted) {
        return outlets.values().stream().filter(outlet -> outlet.demand > 0 && wanted.test(outlet.subscription))
                .max(Comparator.comparingLong(outlet -> outlet.demand));
    }

    /** As much as a long holds means "as much as there is" (Reactive Streams 3.17). */
    private static long sum(long one, long other) {
        var sum = one + other;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** To the one that wants most. */
    private static final class OnDemand<O> extends Outlets<O> {
        @Override
        long capacity() {
            return totalDemand();
        }

        @Override
        void place(O item) {
            neediest(_ -> true).orElseThrow().give(item);
        }
    }

    /** To all. */
    private static final class Broadcast<O> extends Outlets<O> {
        @Override
        long capacity() {
            var least = Long.MAX_VALUE;
            var some = false;
            for (var outlet : all()) {
                least = Math.min(least, outlet.demand);
                some = true;
            }
            return some ? least : 0;
        }

        @Override
        void place(O item) {
            all().forEach(outlet -> outlet.give(item));
        }
    }

    /** To the one that wants most of a partition; if none of it wants anything, the item waits. */
    private static final class Partitioned<O> extends Outlets<O> {
        private final ToIntFunction<? super O> choice;
        private final List<ArrayDeque<O>> waiting;
        private int allWaiting;

        Partitioned(int partitions, ToIntFunction<? super O> choice) {
            this.choice = choice;
            this.waiting = IntStream.range(0, partitions).mapToObj(_ -> new ArrayDeque<O>()).toList();
        }

        @Override
        void add(Subscription<?> subscription) {
            checkExists(subscription.partition(), "a subscription");
            super.add(subscription);
        }

        @Override
        long capacity() {
            return Math.max(0, totalDemand() - allWaiting);
        }

        @Override
        boolean holdsItems() {
            return allWaiting > 0;
        }

        @Override
        void place(O item) {
            var partition = choice.applyAsInt(item);
            checkExists(partition, "an item");
            neediest(subscription -> subscription.partition() == partition).ifPresentOrElse(
                    outlet -> outlet.give(item), () -> keep(partition, item));
        }

        private void keep(int partition, O item) {
            waiting.get(partition).add(item);
            allWaiting++;
        }

        @Override
        void asked(Outlet<O> outlet) {
            var own = waiting.get(outlet.subscription.partition());
            while (outlet.demand > 0 && !own.isEmpty()) {
                outlet.give(own.remove());
                allWaiting--;
            }
        }

        private void checkExists(int partition, String what) {
            if (partition < 0 || partition >= waiting.size()) {
                throw new IllegalArgumentException("the partition of " + what + " must be >= 0 and < " + waiting.size()
                        + ", was " + partition);
            }
        }
    }
}
