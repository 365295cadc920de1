/** The server under test: started in a process of its own, measured from outside, stopped by its pid. */
@NullMarked
package dev.redstart.load.server;

import org.jspecify.annotations.NullMarked;
