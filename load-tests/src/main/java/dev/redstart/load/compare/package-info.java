/** The comparison: Redstart and other servers, one after the other, loaded by the same client on the same machine in the same run. */
@NullMarked
package dev.redstart.load.compare;

import org.jspecify.annotations.NullMarked;
