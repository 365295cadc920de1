/** Measurements of the runtime itself, in this JVM, without a server. */
@NullMarked
package dev.redstart.load.bench;

import org.jspecify.annotations.NullMarked;
