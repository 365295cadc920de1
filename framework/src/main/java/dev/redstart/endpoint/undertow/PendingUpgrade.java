package dev.redstart.endpoint.undertow;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import dev.redstart.endpoint.limit.Seat;
import dev.redstart.websocket.SocketIo;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.HttpUpgradeListener;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.StreamConnection;

/**
 * An answer with 101 that is on its way, and what comes behind it.
 *
 * <p>Threading: the socket is opened on its IO thread; Undertow calls on whatever thread ends the exchange or closes its connection.
 */
final class PendingUpgrade implements HttpUpgradeListener {
    /** Null if the client is the peer itself. */
    private final @Nullable InetSocketAddress client;
    private final Function<? super SocketIo, ? extends SocketIo.Listener> opened;
    private final Seat seat;
    /** From here on it is not Undertow's connection whose end matters, but the socket's. */
    private volatile boolean answered;

    PendingUpgrade(@Nullable InetSocketAddress client,
            Function<? super SocketIo, ? extends SocketIo.Listener> opened, Seat seat) {
        this.client = client;
        this.opened = opened;
        this.seat = seat;
    }

    /** Undertow's connection is closed, by the upgrade or because the client has gone before. */
    void abandon() {
        if (!answered) {
            seat.giveBack();
        }
    }

    @Override
    public void handleUpgrade(StreamConnection connection, HttpServerExchange exchange) {
        answered = true;
        try {
            connection.getIoThread().execute(() -> open(connection));
        } catch (RejectedExecutionException e) { // the IO thread stops
            giveUp(connection);
        }
    }

    private void open(StreamConnection connection) {
        try {
            if (connection instanceof ThrowAwayConnection http) {
                ByteBuffer early = http.early();
                start(http.detach(), early);
            } else {
                connection.setOption(Options.TCP_NODELAY, true);
                start(connection, null);
            }
        } catch (IOException e) { // the client has gone first
            giveUp(connection);
        }
    }

    private void start(StreamConnection socket, @Nullable ByteBuffer early) {
        try {
            socket(socket).start(early);
        } catch (RuntimeException | Error e) {
            giveUp(socket);
            ConduitSocketIo.report(e);
        }
    }

    private ConduitSocketIo socket(StreamConnection connection) {
        return client == null
                ? new ConduitSocketIo(connection, opened)
                : new ForwardedSocketIo(connection, client, opened);
    }

    private void giveUp(StreamConnection connection) {
        IoUtils.safeClose(connection);
        seat.giveBack();
    }
}
