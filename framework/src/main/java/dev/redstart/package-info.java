/** Redstart: a real-time WebSocket server framework. {@link dev.redstart.Redstart} starts and stops a system. */
@NullMarked
package dev.redstart;

import org.jspecify.annotations.NullMarked;
