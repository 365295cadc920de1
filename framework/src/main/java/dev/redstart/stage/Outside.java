package dev.redstart.stage;

import java.util.List;
import java.util.concurrent.Flow;

import dev.redstart.process.CallException;
import dev.redstart.process.ExitReason;
import dev.redstart.process.ProcessContext;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that is none of ours, and how far it has got.
 *
 * <p>Threading: belongs to its process.
 *
 * @param <O> what it takes
 */
final class Outside<O> {
    private final StagePublisher<O> publisher;
    private final Flow.Subscriber<? super O> subscriber;
    /** What the subscriber has; null before it heard of its subscription. */
    private @Nullable UpstreamRef<Void> own;
    /** At the stage. */
    private Flow.@Nullable Subscription upstream;

    Outside(StagePublisher<O> publisher, Flow.Subscriber<? super O> subscriber) {
        this.publisher = publisher;
        this.subscriber = subscriber;
    }

    /** @return false if there is no such stage, and the subscriber knows it */
    boolean begin(ProcessContext<StageMessage<Void>> context) {
        try {
            context.monitor(publisher.ref().pid());
            publisher.ref().tell(new StageMessage.Subscribe<>(subscription(context)));
            return true;
        } catch (CallException.NoProcess _) {
            ended(ExitReason.NO_PROC, context);
            return false;
        }
    }

    private Subscription<Void> subscription(ProcessContext<StageMessage<Void>> context) {
        return new Subscription<>(context.self(), publisher.partition());
    }

    void opened(StageMessage.Opened<Void> opened, ProcessContext<StageMessage<Void>> context) {
        upstream = opened.upstream();
        introduce(opened.subscription(), context);
    }

    private UpstreamRef<Void> introduce(Subscription<?> subscription, ProcessContext<StageMessage<Void>> context) {
        var fresh = new UpstreamRef<>(context.self(), subscription);
        own = fresh;
        subscriber.onSubscribe(fresh);
        return fresh;
    }

    /** @return false if it asked for nothing, which ends it (Reactive Streams 3.9) */
    boolean ask(long items) {
        if (items > 0) {
            if (upstream != null) {
                upstream.request(items);
            }
            return true;
        }
        subscriber.onError(new IllegalArgumentException(
                "a subscriber must ask for at least one item (Reactive Streams 3.9), asked for " + items));
        return false;
    }

    @SuppressWarnings("unchecked") // it takes from a publisher of O
    void items(List<?> items) {
        for (var item : items) {
            if (isCancelled()) {
                return;
            }
            subscriber.onNext((O) item);
        }
    }

    private boolean isCancelled() {
        return own != null && own.isCancelled();
    }

    /** Whoever has not heard of a subscription hears of that first (Reactive Streams 1.9). */
    void ended(ExitReason reason, ProcessContext<StageMessage<Void>> context) {
        var known = own == null ? introduce(subscription(context), context) : own;
        if (known.isCancelled()) {
            return;
        }
        if (reason.isExpected()) {
            subscriber.onComplete();
        } else {
            subscriber.onError(new StageEnded(publisher.ref().toString(), reason));
        }
    }
}
