package dev.redstart.load.bench;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

import dev.redstart.telemetry.Telemetry;

/**
 * A system of processes under one face, so that every load is written once and is the same for all contestants. Thin: each
 * message passes one interface more than it would have to, and nothing is allocated for it.
 *
 * <p>Threading: all methods may be called from any thread, those that wait not from a handler unless they say so.
 *
 * @param <A> the addresses of its processes
 */
interface Actors<A> extends AutoCloseable {
    /** How many calls a caller makes before it returns from its handler and goes on with the next message. */
    int CALLS_IN_A_ROW = 100;

    /** What a process does with a message; never runs twice at the same time for the same process. */
    @FunctionalInterface
    interface Handler {
        /** {@return whether the process lives on} */
        boolean handle(Object message) throws Exception;
    }

    /**
     * What a spawner is told: how many children to start.
     *
     * @param each what each of them is told
     * @param last what the last of them is told instead
     */
    record Batch(int size, Object each, Object last) {}

    /** A process; waits until it can be told something. */
    A spawn(Handler handler);

    void tell(A to, Object message);

    /** A process that answers {@link #call}. */
    A echo();

    /** Calls {@link #echo} and blocks this thread until it has answered; where handlers may block, they may do this. */
    void call(A echo) throws Exception;

    /**
     * A process that, once told anything, makes one call after another; where handlers may not block, the next best thing.
     *
     * @param answered runs after each answer and says whether to go on
     */
    default A caller(A echo, BooleanSupplier answered) {
        var self = new AtomicReference<A>();
        var caller = spawn(message -> {
            for (int i = 0; i < CALLS_IN_A_ROW; i++) {
                call(echo);
                if (!answered.getAsBoolean()) {
                    return true;
                }
            }
            tell(self.get(), message);
            return true;
        });
        self.set(caller);
        return caller;
    }

    /** A process that starts children when it is told a {@link Batch}. */
    A spawner(Handler child);

    /**
     * Processes that have done something once and wait for more.
     *
     * @return what keeps them from being collected
     */
    Object idle(int count) throws InterruptedException;

    /** What was thrown where nothing should be. */
    Failures failures();

    /** Where it tells about itself, if it does. */
    default Optional<Telemetry> telemetry() {
        return Optional.empty();
    }

    @Override
    void close();
}
