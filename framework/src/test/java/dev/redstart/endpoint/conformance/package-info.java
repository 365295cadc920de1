/**
 * RFC 6455 and RFC 7692 to the letter, over real sockets against a whole endpoint with a raw echo socket.
 *
 * <p>The classes with a number are the case classes of the Autobahn testsuite, whose case numbers stand beside the cases;
 * {@code StrictHandshakeTest} and {@code StrictFramesTest} check what that suite leaves out. {@code EchoServer} is what is
 * tested, {@code Peer} the client that speaks plain bytes.
 */
@NullMarked
package dev.redstart.endpoint.conformance;

import org.jspecify.annotations.NullMarked;
