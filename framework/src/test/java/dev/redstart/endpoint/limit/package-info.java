@NullMarked
package dev.redstart.endpoint.limit;

import org.jspecify.annotations.NullMarked;
