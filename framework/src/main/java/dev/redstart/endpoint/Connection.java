package dev.redstart.endpoint;

import java.net.InetSocketAddress;

import dev.redstart.process.ExitReason;
import dev.redstart.process.ProcessRef;
import dev.redstart.websocket.CloseCode;
import dev.redstart.websocket.CloseReason;
import dev.redstart.websocket.EncodedFrame;

/** One open connection, by whatever transport. All methods may be called from any thread unless they say otherwise. */
public interface Connection {
    /**
     * Sends a frame behind all that were sent before it.
     *
     * @return false if it was not taken: the connection is closing, or does so now because its client is too slow, or the frame was dropped
     *         for that reason, or its transport has no way for such a frame
     */
    boolean send(EncodedFrame frame);

    /**
     * As {@link #send}, for a frame that many get at once: it is only left with the connection here, and its IO thread writes it with whatever
     * else waits by then.
     */
    default boolean post(EncodedFrame frame) {
        return send(frame);
    }

    /** Closes the connection behind what was sent before, with a close code of RFC 6455 7.4 that a server may send. */
    void close(int code);

    /** No further message, not even one that was received already, until {@link #resumeReads}. Only in the connection's process. */
    void suspendReads();

    /** Takes {@link #suspendReads} back. */
    void resumeReads();

    /** The connection's process. It ends with a {@link ExitReason.Shutdown} that says why. */
    ProcessRef<Object> process();

    /** The client's address. */
    InetSocketAddress peer();

    /** Why the process of a connection ends that was closed like that (PROTOCOL.md 14 to 16). */
    static ExitReason endReason(CloseReason reason) {
        var ours = reason.begunBy() == CloseReason.Side.SERVER;
        return new ExitReason.Shutdown(switch (reason.code()) {
            case CloseCode.GOING_AWAY -> ours ? "disconnected" : "closed";
            case CloseCode.SERVICE_RESTART -> ours ? "draining" : "closed";
            default -> "closed";
        });
    }
}
