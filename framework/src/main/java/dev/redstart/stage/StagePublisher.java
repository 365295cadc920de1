package dev.redstart.stage;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;

import dev.redstart.process.LocalNode;
import dev.redstart.process.Mailbox;
import dev.redstart.process.Name;
import dev.redstart.process.ProcessRef;

/**
 * A running stage, for those who take what it emits: other stages, and as a {@link Flow.Publisher} any reactive stream. The rules of
 * Reactive Streams hold.
 *
 * <p>Each subscriber from outside has a process, which calls it, one signal after the other; so it may block, and what it throws ends that
 * process and this one subscription. When the stage ends in good order the subscriber hears {@code onComplete}, else {@code onError} with
 * a {@link StageEnded}. When the node itself is closed it may hear nothing.
 *
 * <p>Threading: any thread; nothing waits.
 *
 * @param node where the stage lives
 * @param ref the stage
 * @param partition which share is taken, if the stage emits by {@link Dispatch#partition}
 * @param <O> what it emits
 */
public record StagePublisher<O>(LocalNode node, ProcessRef<StageMessage<O>> ref, int partition)
        implements
            Flow.Publisher<O> {
    public StagePublisher {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(ref, "ref");
    }

    /** The stage {@code ref} of {@code node}. */
    public static <O> StagePublisher<O> of(LocalNode node, ProcessRef<StageMessage<O>> ref) {
        return new StagePublisher<>(node, ref, 0);
    }

    /** The stage of that name, found anew at every use. */
    public static <O> StagePublisher<O> named(LocalNode node, Name<StageMessage<O>> name) {
        return of(node, node.ref(name));
    }

    /** The same for another share. */
    public StagePublisher<O> partition(int share) {
        return new StagePublisher<>(node, ref, share);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super O> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        var kind = node.kind("subscriber of " + ref, new SubscriberServer<O>(), Mailbox.unbounded(), false);
        kind.spawn(new Outside<>(this, subscriber), node.first()).tell(new StageMessage.Proceed<>());
    }

    /**
     * Has the stage emit {@code items}, which come from outside of it and are not asked for; those that nobody wants yet wait in its
     * buffer.
     *
     * @throws dev.redstart.process.CallException.NoProcess if it is named and no process has the name
     */
    public void push(List<O> items) {
        ref.tell(new StageMessage.Push<>(List.copyOf(items)));
    }
}
