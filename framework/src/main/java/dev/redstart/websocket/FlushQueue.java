package dev.redstart.websocket;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The connections of one IO thread in which something waits to be written by it, linked through themselves: a broadcast
 * to any number of them costs one task, and no object for any of them. Until its turn comes a connection gathers what
 * is sent to it, and then all of it leaves in one write. Between some writes and the next the sockets have their turn,
 * so that a big broadcast does not keep anybody from being read.
 *
 * <p>
 * Threading: {@link #add} for any thread, all else belongs to the IO thread.
 */
public final class FlushQueue {
    /** Half a millisecond or so of the IO thread's time. */
    private static final int IN_ONE_TURN = 64;

    private final SocketIo io;
    private final Runnable turn = this::turn;

    // Any thread

    /** The one added last; each knows the one added before it. */
    private final AtomicReference<@Nullable WebSocketConnection> added = new AtomicReference<>();
    /** Whether a turn is under way or has been asked for. */
    private final AtomicBoolean active = new AtomicBoolean();

    // Owned by the IO thread

    /** What was taken of those added, the oldest first. */
    private @Nullable WebSocketConnection taken;

    /** @param io any socket of the IO thread; only its thread is used */
    public FlushQueue(SocketIo io) {
        this.io = io;
    }

    /** The connection is due; it must not be added again before {@link WebSocketConnection#flush} was called. */
    void add(WebSocketConnection connection) {
        WebSocketConnection last;
        do {
            last = added.get();
            connection.nextDue = last;
        } while (!added.compareAndSet(last, connection));
        if (!active.get() && active.compareAndSet(false, true)) {
            io.execute(turn);
        }
    }

    private void turn() {
        for (int i = 0; i < IN_ONE_TURN; i++) {
            WebSocketConnection connection = next();
            if (connection == null) {
                rest();
                return;
            }
            flush(connection);
        }
        askForTurn();
    }

    /** What was added while this thread made up its mind has found it active. */
    private void rest() {
        active.set(false);
        if (added.get() != null && active.compareAndSet(false, true)) {
            askForTurn();
        }
    }

    /** Without a turn everybody here would wait for ever; so if there is none to be had, it is the other sockets that wait. */
    private void askForTurn() {
        try {
            io.executeNextTurn(turn);
        } catch (RuntimeException | Error e) {
            io.execute(turn);
        }
    }

    private static void flush(WebSocketConnection connection) {
        try {
            connection.flush();
        } catch (RuntimeException | Error e) { // the others are not to wait for ever because of this one
            connection.abort();
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        }
    }

    private @Nullable WebSocketConnection next() {
        if (taken == null) {
            taken = oldestFirst(added.getAndSet(null));
        }
        WebSocketConnection first = taken;
        if (first != null) {
            taken = first.nextDue;
            first.nextDue = null;
        }
        return first;
    }

    private static @Nullable WebSocketConnection oldestFirst(@Nullable WebSocketConnection newest) {
        WebSocketConnection turned = null;
        WebSocketConnection rest = newest;
        while (rest != null) {
            WebSocketConnection older = rest.nextDue;
            rest.nextDue = turned;
            turned = rest;
            rest = older;
        }
        return turned;
    }
}
