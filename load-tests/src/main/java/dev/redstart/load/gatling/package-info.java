/**
 * Gatling against the server under test: the command is here, the simulations lie among the tests, and of these
 * PhoenixChannel is the part to copy.
 */
@NullMarked
package dev.redstart.load.gatling;

import org.jspecify.annotations.NullMarked;
