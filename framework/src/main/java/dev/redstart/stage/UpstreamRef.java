package dev.redstart.stage;

import java.util.concurrent.Flow;

import dev.redstart.process.ProcessRef;

/**
 * A subscription at a process, for the one that takes.
 *
 * <p>Threading: any thread.
 *
 * @param <O> what the process emits
 */
final class UpstreamRef<O> implements Flow.Subscription {
    private final ProcessRef<StageMessage<O>> producer;
    private final Subscription<?> subscription;
    private volatile boolean cancelled;

    UpstreamRef(ProcessRef<StageMessage<O>> producer, Subscription<?> subscription) {
        this.producer = producer;
        this.subscription = subscription;
    }

    @Override
    public void request(long items) {
        if (!cancelled) {
            producer.tell(new StageMessage.Ask<>(subscription, items));
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        producer.tell(new StageMessage.Cancel<>(subscription));
    }

    boolean isCancelled() {
        return cancelled;
    }
}
