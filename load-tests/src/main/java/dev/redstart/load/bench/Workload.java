package dev.redstart.load.bench;

/** The loads of which we ask how often per second. */
enum Workload {
    /** One process starts children, each gets a message and ends. */
    SPAWN_1,
    /** The same with two that start children. */
    SPAWN_2,
    /** Round trips of one message between two processes. */
    PING_PONG,
    /** Hops of one token in a ring of 1000. */
    RING_1,
    /** Hops of 100 tokens in a ring of 1000. */
    RING_100,
    /** Messages from one process to another. */
    ONE_WAY_1,
    /** Messages from two processes to one. */
    ONE_WAY_2,
    /** Calls by a process. */
    CALL_PROCESS,
    /** Calls by a platform thread. */
    CALL_THREAD;

    private static final int RING = 1_000;

    <A> Load load(Actors<A> actors) {
        return switch (this) {
            case SPAWN_1 -> new Spawning<>(actors, 1);
            case SPAWN_2 -> new Spawning<>(actors, 2);
            case PING_PONG -> new Ring<>(actors, 2, 1, 2);
            case RING_1 -> new Ring<>(actors, RING, 1, 1);
            case RING_100 -> new Ring<>(actors, RING, 100, 1);
            case ONE_WAY_1 -> new OneWay<>(actors, 1);
            case ONE_WAY_2 -> new OneWay<>(actors, 2);
            case CALL_PROCESS -> new Calling<>(actors, true);
            case CALL_THREAD -> new Calling<>(actors, false);
        };
    }
}
