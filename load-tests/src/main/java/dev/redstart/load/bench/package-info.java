/**
 * Measurements of the runtime itself, without a server: its promises of time in this JVM, and what processes cost, each figure in JVMs of
 * its own ({@code Forks}) and beside that of others ({@code Contestant}). A measurement ({@code Job}) runs a load ({@code Load}) that is
 * written once against {@code Actors}, the one face of all contestants. Only public API of Redstart is used.
 */
@NullMarked
package dev.redstart.load.bench;

import org.jspecify.annotations.NullMarked;
