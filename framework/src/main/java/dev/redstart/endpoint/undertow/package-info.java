/** The sockets and the HTTP of Undertow behind our own interfaces. Only this package knows Undertow and XNIO. */
@NullMarked
package dev.redstart.endpoint.undertow;

import org.jspecify.annotations.NullMarked;
