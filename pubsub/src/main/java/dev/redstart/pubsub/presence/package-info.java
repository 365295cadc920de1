/**
 * Who is there, on all nodes: {@link dev.redstart.pubsub.presence.Tracker} keeps it. Inside, from pure to not: causal contexts
 * ({@link dev.redstart.pubsub.presence.Ranges}, {@link dev.redstart.pubsub.presence.Dots}), the add-wins set
 * ({@link dev.redstart.pubsub.presence.Delta} as a value, {@code PresenceState} as what a node keeps), the protocol between the nodes
 * ({@code Replication}, which is given its time), and the process round it ({@code TrackerShard}).
 */
@NullMarked
package dev.redstart.pubsub.presence;

import org.jspecify.annotations.NullMarked;
