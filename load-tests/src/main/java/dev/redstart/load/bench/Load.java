package dev.redstart.load.bench;

/**
 * Work that goes on by itself from its start until it is told to stop.
 *
 * <p>Threading: for one thread, that of the job; the work runs elsewhere.
 */
interface Load {
    void start();

    /** How often it has been done so far; a moment old. */
    long operations();

    /** From now on nothing new is begun; does not wait. */
    void stop();

    /** Waits until all of it has come to rest, for {@link Patience#LIMIT} at most. {@return how many messages are missing} */
    long missing() throws InterruptedException;
}
