/** The servers that outside checkers are run against ({@code channels/conformance-app}), written as an application would be. */
@NullMarked
package dev.redstart.channels.conformance;

import org.jspecify.annotations.NullMarked;
