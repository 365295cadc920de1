/** The listening side: mounts, plain HTTP, static files, the checks a request passes before it becomes a connection. */
@NullMarked
package dev.redstart.endpoint;

import org.jspecify.annotations.NullMarked;
