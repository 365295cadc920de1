package dev.redstart.websocket;

/**
 * What the connections of one owner on one IO thread have in common, so that each keeps one reference for all of it.
 *
 * @param limits what each of them may cost
 * @param counters what went through them
 * @param flushes those that wait for their IO thread to write; one for each IO thread, whoever owns the connections
 */
public record ConnectionGroup(WebSocketLimits limits, TrafficCounters counters, FlushQueue flushes) {}
