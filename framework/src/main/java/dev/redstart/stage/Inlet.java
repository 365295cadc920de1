package dev.redstart.stage;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;

import dev.redstart.process.ExitReason;
import org.jspecify.annotations.Nullable;

/**
 * A stage at a publisher that is none of ours: passes on to the process what it hears. The process owns it, so the end of the process
 * cancels the subscription.
 *
 * <p>Threading: any thread; the publisher's signals come one after the other (Reactive Streams 1.3).
 */
final class Inlet implements Flow.Subscriber<Object>, AutoCloseable {
    /** Stands for the subscription of one that is closed. */
    private static final Flow.Subscription CLOSED = new Flow.Subscription() {
        @Override
        public void request(long items) {}

        @Override
        public void cancel() {}
    };

    private final Subscription<?> subscription;
    private final AtomicReference<Flow.@Nullable Subscription> upstream = new AtomicReference<>();

    Inlet(Subscription<?> subscription) {
        this.subscription = subscription;
    }

    @Override
    public void onSubscribe(Flow.Subscription fresh) {
        Objects.requireNonNull(fresh, "subscription");
        if (upstream.compareAndSet(null, fresh)) {
            subscription.openedFromOutside(fresh);
        } else { // a second one (Reactive Streams 2.5), or the process has ended
            fresh.cancel();
        }
    }

    @Override
    public void onNext(Object item) {
        subscription.items(List.of(item));
    }

    @Override
    public void onError(Throwable thrown) {
        subscription.closed(ExitReason.Crash.of(Objects.requireNonNull(thrown, "thrown")));
    }

    @Override
    public void onComplete() {
        subscription.closed(ExitReason.NORMAL);
    }

    @Override
    public void close() {
        var open = upstream.getAndSet(CLOSED);
        if (open != null) {
            open.cancel();
        }
    }
}
