/** A small server that speaks the wire and can be told to misbehave. */
@NullMarked
package dev.redstart.load.fake;

import org.jspecify.annotations.NullMarked;
