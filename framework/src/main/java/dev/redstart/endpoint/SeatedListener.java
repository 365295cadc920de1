package dev.redstart.endpoint;

import java.nio.ByteBuffer;

import dev.redstart.endpoint.limit.Seat;
import dev.redstart.websocket.SocketIo;
import org.jspecify.annotations.Nullable;

/** Gives a seat back with the end of the socket. There is one only where connections are counted, so that others have no field for it. */
record SeatedListener(SocketIo.Listener connection, Seat seat) implements SocketIo.Listener {
    @Override
    public void readable(ByteBuffer bytes) {
        connection.readable(bytes);
    }

    @Override
    public void writable() {
        connection.writable();
    }

    @Override
    public void ended(@Nullable Throwable cause) {
        seat.giveBack();
        connection.ended(cause);
    }
}
