package dev.redstart.endpoint;

import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * The connections of one IO thread, linked through themselves, so that time limits are kept without a timer or a map entry for each.
 *
 * <p>Threading: belongs to the IO thread; only {@link #sweepSoon} may be called by others.
 */
final class ConnectionList {
    private final Executor ioThread;
    private @Nullable ConnectionProcess first;

    ConnectionList(Executor ioThread) {
        this.ioThread = ioThread;
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
