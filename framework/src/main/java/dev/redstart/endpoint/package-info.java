/**
 * The endpoint: a port, what is mounted on it, and a supervised process for every connection. It knows nothing of channels: a
 * {@link dev.redstart.endpoint.ConnectionHandler} decides what a connection does.
 */
@NullMarked
package dev.redstart.endpoint;

import org.jspecify.annotations.NullMarked;
