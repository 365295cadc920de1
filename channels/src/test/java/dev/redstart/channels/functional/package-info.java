/** The behaviour clients see, through real sockets; each test names the section and row of PROTOCOL.md it holds. */
@NullMarked
package dev.redstart.channels.functional;

import org.jspecify.annotations.NullMarked;
