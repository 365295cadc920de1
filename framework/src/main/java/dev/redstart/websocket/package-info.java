/**
 * RFC 6455 and permessage-deflate (RFC 7692) from the server's side: handshake checks, frame codec, message assembly and
 * the state machine of one connection.
 *
 * <p>
 * The way of the bytes: a {@link dev.redstart.websocket.SocketIo} hands what it reads to a
 * {@link dev.redstart.websocket.WebSocketConnection}, whose {@code FrameDecoder} turns it into messages for the
 * connection's listener; {@link dev.redstart.websocket.EncodedFrame}s go the other way. The package knows neither
 * processes nor channels nor the HTTP server: only the JDK.
 */
@NullMarked
package dev.redstart.websocket;

import org.jspecify.annotations.NullMarked;
