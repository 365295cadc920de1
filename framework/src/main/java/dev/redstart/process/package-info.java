/** Processes. */
@NullMarked
package dev.redstart.process;

import org.jspecify.annotations.NullMarked;
