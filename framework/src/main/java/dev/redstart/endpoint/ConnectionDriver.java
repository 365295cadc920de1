package dev.redstart.endpoint;

import java.nio.ByteBuffer;

import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;
import dev.redstart.websocket.CloseReason;

/**
 * What one connection does. Framework code only: it runs inline, in the connection's process, on its IO thread, so it must never block and
 * never call an application's code. An exception ends the process and closes the connection with 1011.
 *
 * <p>Threading: one call at a time, each sees what the one before it wrote.
 */
public interface ConnectionDriver {
    /** The first call. */
    void opened(Connection connection, ProcessContext<Object> context);

    /** A whole text message, valid UTF-8. The buffer is valid during the call only. */
    void text(ByteBuffer utf8, ProcessContext<Object> context);

    /** A whole binary message. The buffer is valid during the call only. */
    void binary(ByteBuffer bytes, ProcessContext<Object> context);

    /** The client has sent a ping; the pong is on its way. The payload is valid during the call only. */
    default void ping(ByteBuffer payload, ProcessContext<Object> context) {}

    /** The client has sent a pong. The payload is valid during the call only. */
    default void pong(ByteBuffer payload, ProcessContext<Object> context) {}

    /**
     * The client was too slow, and so many of the frames that may be dropped did not reach it. Called once it takes something again, for all
     * that was lost since the last call.
     */
    default void lost(int frames, ProcessContext<Object> context) {}

    /** Whether nothing the client sent is still being decided; long-poll does not acknowledge what it sent before that. */
    default boolean isSettled() {
        return true;
    }

    /** A message somebody sent to the connection's process. */
    void message(Object message, ProcessContext<Object> context);

    /** A process that this one monitors has ended. */
    void down(Signal.Down down, ProcessContext<Object> context);

    /** The last call unless the process crashed or was killed: the socket is closed. */
    void closed(CloseReason reason, ProcessContext<Object> context);
}
