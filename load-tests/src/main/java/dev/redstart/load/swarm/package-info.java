/**
 * The swarm: many lean WebSocket connections that speak Phoenix Channels (V2), on few threads. It knows nothing of
 * Redstart but the wire. Read in the order of a connection's life: Plan, Fleet, Loop, Link, Handshake, FrameCodec,
 * Message, Connection, Tally. What joined connections do is a Drill, which all processes of the swarm (Squads: Fleet,
 * RemoteSquad, Worker) are given as an Assignment. A mode has a Session, which holds all that and the server's clocks.
 */
@NullMarked
package dev.redstart.load.swarm;

import org.jspecify.annotations.NullMarked;
