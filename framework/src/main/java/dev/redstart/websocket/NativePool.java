package dev.redstart.websocket;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Objects that hold native memory and are needed for moments only, kept for the next moment. There are never more than
 * are in use at once; of those that come back, what is more than {@code max} is ended.
 *
 * <p>
 * Threading: any. An object belongs to one user at a time.
 */
final class NativePool<T> {
    private final Supplier<T> made;
    private final Consumer<T> reset;
    private final Consumer<T> end;
    private final int max;
    /** The one that was used last comes first: it is still in the cache. Guarded by itself. */
    private final ArrayDeque<T> idle = new ArrayDeque<>();

    NativePool(Supplier<T> made, Consumer<T> reset, Consumer<T> end, int max) {
        this.made = made;
        this.reset = reset;
        this.end = end;
        this.max = max;
    }

    /** Lends one for the time of the call, and takes it back however that ends. */
    <R> R use(Function<? super T, R> user) {
        T lent = take();
        try {
            return user.apply(lent);
        } finally {
            giveBack(lent);
        }
    }

    private T take() {
        T kept;
        synchronized (idle) {
            kept = idle.poll();
        }
        return kept != null ? kept : made.get();
    }

    private void giveBack(T used) {
        reset.accept(used);
        boolean surplus;
        synchronized (idle) {
            surplus = idle.size() >= max;
            if (!surplus) {
                idle.push(used);
            }
        }
        if (surplus) {
            end.accept(used);
        }
    }
}
