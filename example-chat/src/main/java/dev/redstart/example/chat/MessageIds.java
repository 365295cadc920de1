package dev.redstart.example.chat;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids that tell the time: UUIDs of version 7 (RFC 9562 5.7), each greater than the one made before it. The server makes
 * them rather than the database, so a message has its id and its place in the room even while the database is down.
 *
 * <p>Threading: any thread may ask for an id.
 */
final class MessageIds {
    private static final int COUNTER_BITS = 12;
    private static final int COUNTER_MASK = (1 << COUNTER_BITS) - 1;
    private static final long VERSION_7 = 0x7000;
    private static final long VARIANT = Long.MIN_VALUE;

    /** The millisecond of the last id and a counter below it: what overflows the counter borrows from the next millisecond. */
    private static final AtomicLong LAST_TICK = new AtomicLong();

    private MessageIds() {}

    static UUID next() {
        long now = System.currentTimeMillis() << COUNTER_BITS;
        long tick = LAST_TICK.updateAndGet(last -> Math.max(last + 1, now));
        long high = ((tick >>> COUNTER_BITS) << 16) | VERSION_7 | (tick & COUNTER_MASK);
        long low = VARIANT | (ThreadLocalRandom.current().nextLong() >>> 2);
        return new UUID(high, low);
    }

    static Instant timeOf(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }
}
