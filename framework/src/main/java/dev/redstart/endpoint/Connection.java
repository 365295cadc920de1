package dev.redstart.endpoint;

import java.net.InetSocketAddress;

import dev.redstart.process.ProcessRef;
import dev.redstart.websocket.EncodedFrame;

/** One open connection. All methods may be called from any thread. */
public interface Connection {
    /**
     * Sends a frame behind all that were sent before it.
     *
     * @return false if it was not taken: the connection is closing, or does so now because its client is too slow
     */
    boolean send(EncodedFrame frame);

    /** Closes the connection behind what was sent before, with a close code of RFC 6455 7.4 that a server may send. */
    void close(int code);

    /** The connection's process. */
    ProcessRef<Object> process();

    /** The client's address. */
    InetSocketAddress peer();
}
