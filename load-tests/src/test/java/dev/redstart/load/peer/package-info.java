/**
 * Servers to compare with, for the command {@code compare}: the same small part of Phoenix Channels V2 (join, heartbeat, ping, shout), each
 * written as somebody who knows the library well would write it. Not shipped; those in other languages are in {@code src/peers}.
 */
@NullMarked
package dev.redstart.load.peer;

import org.jspecify.annotations.NullMarked;
