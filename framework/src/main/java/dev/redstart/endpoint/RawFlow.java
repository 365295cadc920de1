package dev.redstart.endpoint;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds a client back that sends faster than its handler works: counts what is on its way from the IO thread to the handler's process.
 *
 * <p>Threading: {@link #sent} on the IO thread, {@link #handled} in the handler's process.
 */
final class RawFlow {
    /** What a message costs besides its bytes. */
    private static final int MESSAGE_COST = 1_024;
    private static final long HIGH = 1 << 20;
    private static final long LOW = HIGH / 5;

    private final AtomicLong underWay = new AtomicLong();
    private volatile boolean suspended;

    void sent(int bytes, Connection connection) {
        if (underWay.addAndGet(bytes + MESSAGE_COST) >= HIGH && !suspended) {
            suspended = true;
            connection.suspendReads();
            resumeIfLow(connection); // the handler may have finished before it could see that
        }
    }

    void handled(int bytes, Connection connection) {
        underWay.addAndGet(-(bytes + MESSAGE_COST));
        resumeIfLow(connection);
    }

    private void resumeIfLow(Connection connection) {
        if (suspended && underWay.get() < LOW) {
            suspended = false;
            connection.resumeReads();
        }
    }
}
