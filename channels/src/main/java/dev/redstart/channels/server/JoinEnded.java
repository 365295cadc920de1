package dev.redstart.channels.server;

import dev.redstart.websocket.EncodedFrame;

/**
 * From a channel to its connection: what became of the join. A channel that dies instead is heard of by its monitor.
 *
 * @param lane which join
 * @param accepted whether the client is in
 * @param reply the answer to the join
 */
record JoinEnded(Lane lane, boolean accepted, EncodedFrame reply) {}
