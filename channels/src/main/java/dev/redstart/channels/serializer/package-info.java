/**
 * Messages to text and back (PROTOCOL.md 2 and 9). {@link dev.redstart.channels.serializer.Serializer} is the seam,
 * {@link dev.redstart.channels.serializer.SerializerTable} picks one for a client. The only home of Jackson.
 */
@NullMarked
package dev.redstart.channels.serializer;

import org.jspecify.annotations.NullMarked;
