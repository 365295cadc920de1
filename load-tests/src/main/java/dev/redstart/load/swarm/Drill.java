package dev.redstart.load.swarm;

/**
 * What joined connections do while they are measured. One for a fleet.
 * <p>
 * Threading: called by the threads of the loops, each for its own links.
 */
interface Drill extends AutoCloseable {
    /** They only send heartbeats. */
    Drill NONE = new Drill() {
    };

    /** Called once by each loop, which has its joined links at hand then. */
    default void begin(Loop loop) {}

    /** All loops have begun. By any thread. */
    default void begun() {}

    default void joined(Link link) {}

    /** A ping was answered; {@code at} is the time it was sent with. */
    default void answered(Link link, long at) {}

    default void pushed(Link link, String event, byte[] message) {}

    /** The sender of {@code slot} is to send the next of its broadcasts. By any thread. */
    default void send(int slot) {}

    /** Starts nothing more; what is under way may still come. By any thread. */
    @Override
    default void close() {}
}
