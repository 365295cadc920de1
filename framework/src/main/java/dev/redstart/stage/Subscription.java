package dev.redstart.stage;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

import dev.redstart.process.ExitReason;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.TrustedImmutable;

/**
 * That one process takes from another, as the one that emits sees it. It is known by its identity: a process may take twice from another.
 *
 * <p>Threading: immutable; any thread.
 *
 * @param <X> what the one that takes emits in turn
 */
@TrustedImmutable
final class Subscription<X> {
    private final ProcessRef<StageMessage<X>> consumer;
    private final int partition;

    Subscription(ProcessRef<StageMessage<X>> consumer, int partition) {
        this.consumer = consumer;
        this.partition = partition;
    }

    Pid consumer() {
        return consumer.pid();
    }

    int partition() {
        return partition;
    }

    void opened(UpstreamRef<?> upstream, Pid producer) {
        consumer.tell(new StageMessage.Opened<>(this, upstream, Optional.of(producer)));
    }

    void openedFromOutside(Flow.Subscription upstream) {
        consumer.tell(new StageMessage.Opened<>(this, upstream, Optional.empty()));
    }

    void items(List<?> items) {
        consumer.tell(new StageMessage.Arrived<>(this, items));
    }

    void closed(ExitReason reason) {
        consumer.tell(new StageMessage.Closed<>(this, reason));
    }
}
