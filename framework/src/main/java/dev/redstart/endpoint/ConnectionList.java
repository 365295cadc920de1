package dev.redstart.endpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.redstart.websocket.ConnectionGroup;
import dev.redstart.websocket.FlushQueue;
import dev.redstart.websocket.SocketIo;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one IO thread, linked through themselves, so that time limits are kept without a timer or a map entry for each.
 *
 * <p>Threading: belongs to the IO thread; only {@link #sweepSoon} may be called by others.
 */
final class ConnectionList {
    private static final int ANSWER_SECONDS = 5;

    private record GroupKey(Mount mount, boolean compressed) {}

    private final SocketIo ioThread;
    private final FlushQueue flushes;
    private final Map<GroupKey, ConnectionGroup> groups = new HashMap<>(2);
    private @Nullable ConnectionProcess first;

    /** @param ioThread any socket of the IO thread; only its thread is used */
    ConnectionList(SocketIo ioThread) {
        this.ioThread = ioThread;
        this.flushes = new FlushQueue(ioThread);
    }

    ConnectionGroup group(Mount mount, boolean compressed) {
        return groups.computeIfAbsent(new GroupKey(mount, compressed), _ -> mount.group(flushes, compressed));
    }

    void add(ConnectionProcess connection) {
        connection.next = first;
        if (first != null) {
            first.previous = connection;
        }
        first = connection;
    }

    void remove(ConnectionProcess connection) {
        if (connection.previous != null) {
            connection.previous.next = connection.next;
        } else {
            first = connection.next;
        }
        if (connection.next != null) {
            connection.next.previous = connection.previous;
        }
        connection.next = null;
        connection.previous = null;
    }

    void sweepSoon() {
        ioThread.execute(this::sweep);
    }

    /** The connections of one mount; any thread but an IO thread. A thread that does not answer any more has none. */
    List<Connection> of(Mount mount) {
        var found = new CompletableFuture<List<Connection>>();
        ioThread.execute(() -> found.complete(collect(mount)));
        return found.completeOnTimeout(List.of(), ANSWER_SECONDS, TimeUnit.SECONDS).join();
    }

    private List<Connection> collect(Mount mount) {
        var found = new ArrayList<Connection>();
        for (var connection = first; connection != null; connection = connection.next) {
            if (connection.isOf(mount)) {
                found.add(connection);
            }
        }
        return found;
    }

    private void sweep() {
        var now = System.nanoTime();
        var connection = first;
        while (connection != null) {
            var next = connection.next; // a sweep may end a connection, but never does so before it returns
            connection.sweep(now);
            connection = next;
        }
    }
}
