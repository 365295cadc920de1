package dev.redstart.channels;

/**
 * A payload that is worthless once a later one is known: a price, a position, a progress. Where a mount conflates for slow clients
 * ({@link dev.redstart.websocket.WebSocketLimits.Overflow#CONFLATE}), of the events of one name on one topic that still wait for a client
 * only the latest with each key is kept.
 *
 * {@snippet :
 * record Price(String symbol, BigDecimal value) implements Conflatable {
 *     public Object conflationKey() { return symbol; }
 * }
 * }
 */
public interface Conflatable {
    /** What it is the latest of: an immutable value with {@code equals}, such as a string. */
    Object conflationKey();
}
