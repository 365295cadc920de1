package dev.redstart.websocket;

import org.jspecify.annotations.Nullable;

/**
 * What the connections of one owner on one IO thread have in common, so that each keeps one reference for all of it.
 *
 * @param limits what each of them may cost
 * @param counters what went through them
 * @param flushes those that wait for their IO thread to write; one for each IO thread, whoever owns the connections
 * @param deflate compresses for them; null for those that did not negotiate it
 */
public record ConnectionGroup(WebSocketLimits limits, TrafficCounters counters, FlushQueue flushes,
        @Nullable PermessageDeflate deflate) {

    /** What is to be sent in the frame's place. */
    EncodedFrame outgoing(EncodedFrame frame) {
        return deflate == null ? frame : deflate.outgoing(frame);
    }
}
