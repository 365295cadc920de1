/** The load tests' command, {@code load-tests/run}: every scenario by name. */
@NullMarked
package dev.redstart.load;

import org.jspecify.annotations.NullMarked;
