/**
 * Phoenix Channels for Java: what an application writes. Start reading at {@link dev.redstart.channels.UserSocket} (who may connect, which
 * topics exist) and {@link dev.redstart.channels.Channel} (what happens on one topic for one client).
 */
@NullMarked
package dev.redstart.channels;

import org.jspecify.annotations.NullMarked;
