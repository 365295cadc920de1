/**
 * The swarm: many lean WebSocket connections that speak Phoenix Channels (V2), on few threads. It knows nothing of
 * Redstart but the wire. Read in the order of a connection's life: Plan, Fleet, Loop, Link, Handshake, FrameCodec,
 * Message, Connection, Tally; the modes stand on these.
 */
@NullMarked
package dev.redstart.load.swarm;

import org.jspecify.annotations.NullMarked;
