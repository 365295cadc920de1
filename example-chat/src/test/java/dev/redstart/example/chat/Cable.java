package dev.redstart.example.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The network between a client and a server on this machine, which a test can pull out and plug in again.
 *
 * <p>Threading: one virtual thread accepts, two per connection copy; any thread may pull and plug.
 */
final class Cable implements AutoCloseable {
    private final SocketAddress server;
    private final Queue<Socket> ends = new ConcurrentLinkedQueue<>();
    private volatile Plug plugged;

    private record Plug(ServerSocket listener, Thread acceptor) {}

    Cable(int serverPort) {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        plugged = listen(0);
    }

    int port() {
        return plugged.listener.getLocalPort();
    }

    /** Ends all connections and takes no new one. */
    void pull() {
        close(plugged.listener);
        join(plugged.acceptor);
        ends.forEach(Cable::close);
        ends.clear();
    }

    void plug() {
        plugged = listen(port());
    }

    @Override
    public void close() {
        pull();
    }

    private Plug listen(int port) {
        try {
            var socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new Plug(socket, Thread.ofVirtual().start(() -> accept(socket)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                var near = from.accept();
                var far = new Socket();
                ends.add(near);
                ends.add(far);
                far.connect(server);
                Thread.ofVirtual().start(() -> copy(near, far));
                Thread.ofVirtual().start(() -> copy(far, near));
            }
        } catch (IOException pulled) {
            close(from);
        }
    }

    /** A thread within accept() can take one more connection after close() has returned. */
    private static void join(Thread acceptor) {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException pulled) {
            // closed below, as at the end of the stream
        }
        close(from);
        close(to);
    }

    private static void close(AutoCloseable end) {
        try {
            end.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
