package dev.redstart.channels;

/**
 * The address of the answer to one event of a client. It may be kept and used after the handler has returned; an answer that comes when the
 * client has left goes nowhere.
 *
 * <p>Threading: any thread, any process.
 */
public interface SocketRef {
    /** Answers. Clients act on the first answer to an event. */
    void reply(Reply reply);
}
