package dev.redstart.stage;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * What a stage emits on its way to those who take it: at once if they want it, else by way of a buffer, which keeps the newest.
 *
 * <p>Threading: as {@link Outlets}.
 */
final class Outflow<O> {
    private final Outlets<O> outlets;
    private final int capacity;
    private final BiConsumer<Subscription<?>, List<O>> sink;
    private final ArrayDeque<O> buffer = new ArrayDeque<>();

    /**
     * @param capacity items that may wait in the buffer
     * @param sink sends items to one that takes
     */
    Outflow(Outlets<O> outlets, int capacity, BiConsumer<Subscription<?>, List<O>> sink) {
        this.outlets = outlets;
        this.capacity = capacity;
        this.sink = sink;
    }

    /** How many items are wanted now. */
    long wanted() {
        return Math.max(0, outlets.capacity() - buffer.size());
    }

    /** Whether all that was emitted is sent. */
    boolean isEmpty() {
        return buffer.isEmpty() && !outlets.holdsItems();
    }

    /** @return how many of the items that have waited longest were dropped */
    int emit(List<O> items) {
        buffer.addAll(items);
        send();
        var surplus = Math.max(0, buffer.size() - capacity);
        for (int i = 0; i < surplus; i++) {
            buffer.remove();
        }
        return surplus;
    }

    void add(Subscription<?> subscription) {
        outlets.add(subscription);
    }

    void ask(Subscription<?> subscription, long items) {
        outlets.ask(subscription, items);
        send();
    }

    /** What the others wait for may have been this one. */
    void remove(Subscription<?> subscription) {
        outlets.remove(subscription);
        send();
    }

    private void send() {
        for (var room = outlets.capacity(); room > 0 && !buffer.isEmpty(); room--) {
            outlets.place(buffer.remove());
        }
        outlets.flush(sink);
    }
}
