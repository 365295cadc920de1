package dev.redstart.channels;

/**
 * A payload that is worthless once a later one is known: a price, a position, a progress. Where a mount conflates for slow clients
 * ({@link dev.redstart.websocket.WebSocketLimits.Overflow#CONFLATE}), of the events of one name on one topic that still wait for a client
 * only the latest with each key is kept.
 *
 * {@snippet :
 * record Price(String symbol, BigDecimal value) implements Conflatable {
 *     public String conflationKey() { return symbol; }
 * }
 * }
 */
public interface Conflatable {
    /** What it is the latest of. */
    String conflationKey();
}
