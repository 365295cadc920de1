package dev.redstart.load.fake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * Phoenix Channels V2 on a plain ServerSocket: upgrade, join, heartbeat, leave, ping, and a chat's {@code shout}. It is our
 * own server as little as the swarm is our own client: the two agree on the wire or not at all.
 * <p>
 * Threading: a virtual thread accepts, one serves each connection.
 */
public final class FakeServer implements AutoCloseable {
    private final ServerSocket listener;
    private final IntFunction<Manners> manners;
    private final Map<String, Set<FakePeer>> rooms = new ConcurrentHashMap<>();

    /** How a connection is treated, by its number (from {@code user=swarm-NUMBER}). */
    public enum Manners {
        GOOD, REFUSES_UPGRADE, WRONG_ACCEPT_KEY, SILENT_TO_UPGRADE, REFUSES_JOIN, SILENT_TO_JOIN, SLOW_JOIN, PUSHES_BEFORE_JOIN, SPEAKS_NO_JSON, MASKS, CLOSES_AFTER_JOIN, HANGS_UP_AFTER_JOIN, CRASHES_AFTER_JOIN, SILENT_TO_HEARTBEAT, SILENT_TO_CLOSE, REFUSES_PING, FORGETS_PING, DOUBLES_SHOUT, CLOSES_AS_TOO_SLOW
    }

    /** Listens on a port of its own, or on {@code port} if it is not 0. */
    public FakeServer(int port, IntFunction<Manners> manners) {
        try {
            listener = new ServerSocket(port, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.manners = manners;
        Thread.ofVirtual().start(this::accept);
    }

    /** Serves with good manners on the port that is its one argument, until it is killed. */
    static void main(String[] args) throws InterruptedException {
        try (var server = new FakeServer(Integer.parseInt(args[0]), _ -> Manners.GOOD)) {
            System.out.println("ready at " + server.url());
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    public URI url() {
        return URI.create("ws://127.0.0.1:" + listener.getLocalPort() + "/socket/websocket");
    }

    /** Ends the listening and every connection. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        rooms.values().forEach(room -> room.forEach(FakePeer::hangUp));
    }

    Manners mannersFor(int number) {
        return manners.apply(number);
    }

    void enter(String topic, FakePeer peer) {
        rooms.computeIfAbsent(topic, _ -> ConcurrentHashMap.newKeySet()).add(peer);
    }

    void leave(FakePeer peer) {
        rooms.values().forEach(room -> room.remove(peer));
    }

    void broadcast(String topic, String text) {
        rooms.getOrDefault(topic, Set.of()).forEach(peer -> peer.hears(text));
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                // closed: the loop sees it
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            new FakePeer(this, socket).serve();
        } catch (IOException _) {
            // the client has gone
        }
    }
}
