package dev.redstart.websocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * One connected socket, after the handshake: the only way from this package to the network. Whoever makes it also makes
 * its {@link Listener} and starts reading.
 *
 * <p>
 * Threading: each socket belongs to one IO thread, which makes all calls of the listener, one at a time and never from
 * inside a call of this interface. {@link #suspendReads}, {@link #resumeReads} and
 * {@link #executeNextTurn} belong to the IO thread, everything else may be called by any thread. No call blocks. Once {@link Listener#ended} was called, all calls but
 * {@link #write} and those that execute tasks do nothing.
 */
public interface SocketIo extends Executor {

    /**
     * Writes what the socket takes now. Only one thread at a time may write; the caller sees to that.
     *
     * @return how many bytes were taken, by which {@code source}'s position has moved. Fewer than remained, also 0,
     *         means: {@link #resumeWrites}, and go on when {@link Listener#writable} comes. An implementation whose
     *         socket only its IO thread may write takes nothing from other threads.
     * @throws java.nio.channels.ClosedChannelException if this socket is closed
     * @throws IOException if the connection is broken; {@link #close} it then
     */
    int write(ByteBuffer source) throws IOException;

    /** Asks for one {@link Listener#writable} as soon as the socket takes bytes again. */
    void resumeWrites();

    /** No {@link Listener#readable} from here on until {@link #resumeReads}. The peer's end goes unseen as long. */
    void suspendReads();

    void resumeReads();

    /** Sends the peer our end of stream behind all that was written. Reading goes on. */
    void shutdownOutput();

    /** Closes both directions; what was written still goes out. Idempotent. {@link Listener#ended} follows. */
    void close();

    /** As {@link #close}, but throws away what was written and tells the peer with a RST. */
    void reset();

    /**
     * Runs the task on the IO thread, after what was handed over before. Once that thread has ended tasks are dropped.
     */
    @Override
    void execute(Runnable task);

    /**
     * Runs the task on the IO thread after all its sockets have had a turn. For long work done in pieces; only on the IO
     * thread. Once that thread has ended tasks are dropped.
     */
    void executeNextTurn(Runnable task);

    boolean onIoThread();

    InetSocketAddress peer();

    /** What happens on the socket. An exception thrown by any of these methods closes the socket. */
    interface Listener {

        /** Bytes came. The buffer may be changed, and is valid during the call only: what is left in it is lost. */
        void readable(ByteBuffer bytes);

        /** The socket takes bytes again. It may also come unasked. */
        void writable();

        /**
         * The last call, made exactly once: the socket is closed.
         *
         * @param cause null if the peer ended its stream or {@link SocketIo#close} or {@link SocketIo#reset} was
         *            called; a {@link java.nio.channels.ClosedChannelException} if somebody else on our side closed it,
         *            such as a server that stops
         */
        void ended(@Nullable Throwable cause);
    }
}
