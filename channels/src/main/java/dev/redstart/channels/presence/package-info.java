/**
 * Who is on a topic, for channels and their clients (PROTOCOL.md 20). Start reading at {@link dev.redstart.channels.presence.Presence}; who is
 * there is kept by {@link dev.redstart.pubsub.presence.Tracker}.
 */
@NullMarked
package dev.redstart.channels.presence;

import org.jspecify.annotations.NullMarked;
