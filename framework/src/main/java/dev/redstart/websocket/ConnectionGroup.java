package dev.redstart.websocket;

import org.jspecify.annotations.Nullable;

/**
 * What the connections of one owner on one IO thread have in common, so that each keeps one reference for all of it.
 *
 * @param limits what each of them may cost
 * @param counters what went through them
 * @param flushes those that wait for their IO thread to write; one for each IO thread, whoever owns the connections
 * @param unfinished what messages they have not received to their end
 * @param deflate compresses for them; null for those that did not negotiate it
 */
public record ConnectionGroup(WebSocketLimits limits, TrafficCounters counters, FlushQueue flushes,
        UnfinishedBytes unfinished, @Nullable PermessageDeflate deflate) {

    FrameDecoder decoder(FrameDecoder.Sink sink) {
        return new FrameDecoder(limits, deflate, unfinished, sink);
    }

    /** What is to be sent in the frame's place. */
    EncodedFrame outgoing(EncodedFrame frame) {
        return deflate == null ? frame : deflate.outgoing(frame);
    }
}
