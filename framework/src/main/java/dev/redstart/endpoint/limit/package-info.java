/** Who a client is, and how many connections it may have. Knows nothing of sockets and HTTP servers. */
@NullMarked
package dev.redstart.endpoint.limit;

import org.jspecify.annotations.NullMarked;
