@NullMarked
package dev.redstart.stage;

import org.jspecify.annotations.NullMarked;
