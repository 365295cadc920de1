@NullMarked
package dev.redstart.endpoint.undertow;

import org.jspecify.annotations.NullMarked;
