package dev.redstart.load.swarm;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * A part of the swarm that lives in one process: this one ({@link Fleet}) or another ({@link RemoteSquad}).
 * <p>
 * Threading: for one thread, but {@link #send}, which is for any.
 */
interface Squad extends AutoCloseable {
    /**
     * Opens the connections {@code from} to {@code to - 1}.
     *
     * @return done when each of them has joined or failed
     */
    CompletableFuture<Void> open(int from, int to);

    /** Says goodbye on every connection. {@return done when all have ended, or the limit of the plan is over} */
    CompletableFuture<Void> leave();

    /** Has every joined connection do this, and nothing else any more. {@return done when all know it} */
    CompletableFuture<Void> begin(Assignment assignment, IntConsumer arrived);

    /** See {@link Drill#send}. */
    void send(int slot);

    /** What has happened since it was last asked. */
    CompletableFuture<Sample> take();

    /** Ends every connection, and the process if it is another. */
    @Override
    void close();

    /** Where part {@code part} of {@code parts} even parts of {@code count} things begins, the first being {@code first}. */
    static int share(int first, int count, int part, int parts) {
        return first + (int) ((long) count * part / parts);
    }
}
