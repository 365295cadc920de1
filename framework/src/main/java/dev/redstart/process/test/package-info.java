/**
 * The test kit.
 */
@NullMarked
package dev.redstart.process.test;

import org.jspecify.annotations.NullMarked;
