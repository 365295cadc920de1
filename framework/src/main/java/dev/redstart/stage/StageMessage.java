package dev.redstart.stage;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

import dev.redstart.process.ExitReason;
import dev.redstart.process.Pid;
import dev.redstart.process.TrustedImmutable;

/**
 * What stages tell each other; named only to give a stage a {@link dev.redstart.process.Name}.
 *
 * @param <O> what the stage emits
 */
public sealed interface StageMessage<O> {
    // ---- to one that emits ------------------------------------------------------------------------------------------------------------

    /** Somebody wants to take. The answer is an {@link Opened} or a {@link Closed}. */
    record Subscribe<O>(Subscription<?> subscription) implements StageMessage<O> {}

    /** So many more items are wanted. */
    record Ask<O>(Subscription<?> subscription, long items) implements StageMessage<O> {}

    /** Nothing more is wanted. */
    record Cancel<O>(Subscription<?> subscription) implements StageMessage<O> {}

    /** Items from outside; see {@link StagePublisher#push}. */
    record Push<O>(List<O> items) implements StageMessage<O> {}

    /** A process's note to itself: go on. */
    record Proceed<O>() implements StageMessage<O> {}

    // ---- to one that takes ------------------------------------------------------------------------------------------------------------

    /**
     * Items may be asked for.
     *
     * @param producer the process on the other side, if it is one
     */
    record Opened<O>(Subscription<?> subscription, @TrustedImmutable Flow.Subscription upstream,
            Optional<Pid> producer) implements StageMessage<O> {}

    /** Some items. */
    record Arrived<O>(Subscription<?> subscription, List<?> items) implements StageMessage<O> {}

    /** Nothing more will come. */
    record Closed<O>(Subscription<?> subscription, ExitReason reason) implements StageMessage<O> {}
}
