package dev.redstart.process;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A process that holds a value and does nothing else: a small store that several processes share. The functions run inside the agent, one
 * at a time, in the order they arrive, so they should be quick; one that throws ends the agent, and whoever waits for it gets
 * {@link CallException.ServerExited}. Being functions they work on this node only.
 *
 * {@snippet :
 * static final Name<AgentRequest<Long>> HITS = Agent.name("hits");
 *
 * ChildSpec.worker("hits", Agent.spec("hits", () -> 0L).name(HITS));
 *
 * var hits = Agent.of(context.ref(HITS));
 * hits.cast(count -> count + 1);
 * long now = hits.get(count -> count);
 * }
 *
 * <p>A value that can change is never to be handed out by {@link #get}: it would be shared by two processes. Hand out a copy.
 *
 * <p>Threading: any thread, as {@link ProcessRef#call} and {@link ProcessRef#tell}, which these methods are made of; errors are theirs.
 *
 * @param ref its process
 * @param <T> the value
 */
public record Agent<T>(ProcessRef<AgentRequest<T>> ref) {
    /**
     * What {@link #getAndUpdate} replies, and the value from then on.
     *
     * @param <R> the reply
     * @param <T> the value
     */
    public record Change<R, T>(R result, T state) {}

    /**
     * How to start an agent; every start begins with what {@code first} gives then.
     *
     * @param label for people
     */
    public static <T> ProcessSpec<T, AgentRequest<T>> spec(String label, Supplier<? extends T> first) {
        Objects.requireNonNull(first, "first");
        return ProcessSpec.of(label, () -> new AgentServer<T>(first));
    }

    /** A name for an agent; whoever declares it says what it holds. */
    public static <T> Name<AgentRequest<T>> name(String value) {
        return Name.of(value);
    }

    /** The agent at that address. */
    public static <T> Agent<T> of(ProcessRef<AgentRequest<T>> ref) {
        return new Agent<>(ref);
    }

    /** {@link #get(Function, Duration)} with {@link ProcessRef#DEFAULT_TIMEOUT}. */
    public <R> R get(Function<? super T, ? extends R> look) {
        return get(look, ProcessRef.DEFAULT_TIMEOUT);
    }

    /** What {@code look} gives for the value. */
    public <R> R get(Function<? super T, ? extends R> look, Duration timeout) {
        return ref.<R>call(from -> new AgentRequest.Get<>(look, from), timeout);
    }

    /** {@link #update(UnaryOperator, Duration)} with {@link ProcessRef#DEFAULT_TIMEOUT}. */
    public void update(UnaryOperator<T> change) {
        update(change, ProcessRef.DEFAULT_TIMEOUT);
    }

    /** Changes the value and waits until that is done. */
    public void update(UnaryOperator<T> change, Duration timeout) {
        ref.<Boolean>call(from -> new AgentRequest.Update<>(change, from), timeout);
    }

    /** {@link #getAndUpdate(Function, Duration)} with {@link ProcessRef#DEFAULT_TIMEOUT}. */
    public <R> R getAndUpdate(Function<? super T, Change<R, T>> change) {
        return getAndUpdate(change, ProcessRef.DEFAULT_TIMEOUT);
    }

    /** Changes the value and gives what belongs to the change, with nothing in between. */
    public <R> R getAndUpdate(Function<? super T, Change<R, T>> change, Duration timeout) {
        return ref.<R>call(from -> new AgentRequest.GetAndUpdate<>(change, from), timeout);
    }

    /** Changes the value, some time, and waits for nothing. */
    public void cast(UnaryOperator<T> change) {
        ref.tell(new AgentRequest.Cast<>(change));
    }
}
