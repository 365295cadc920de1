package dev.redstart.endpoint;

import java.util.Objects;

import dev.redstart.process.ExitReason;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import org.jspecify.annotations.Nullable;

/**
 * One client of a {@link RawSocket}: the state of the process it runs in.
 *
 * <p>Threading: everything belongs to that process but for the connection and the flow.
 */
final class RawHandler<S> {
    /** The first message. */
    record Opened() {}

    /** @param bytes how much of the flow it is */
    record Received(RawMessage message, int bytes) {}

    /** So many frames did not reach the client. */
    record Lost(int frames) {}

    private final RawSocket<S> socket;
    private final Connection connection;
    private final RawFlow flow;
    private S state;
    private @Nullable RawConnection raw;

    RawHandler(RawSocket<S> socket, S state, Connection connection, RawFlow flow) {
        this.socket = socket;
        this.state = state;
        this.connection = connection;
        this.flow = flow;
    }

    void opened(ProcessContext<Object> context) throws Exception {
        context.monitor(connection.process().pid());
        raw = new RawConnection(connection, context);
        state = notNull(socket.opened(state, raw()), "opened");
    }

    void received(Received received) throws Exception {
        try {
            state = notNull(socket.received(received.message, state, raw()), "received");
        } finally {
            flow.handled(received.bytes, connection);
        }
    }

    void lost(int frames) throws Exception {
        state = notNull(socket.lost(frames, state, raw()), "lost");
    }

    void info(Object message) throws Exception {
        state = notNull(socket.info(message, state, raw()), "info");
    }

    void terminate(ExitReason reason) throws Exception {
        if (raw != null) {
            socket.terminate(reason, state, raw);
        }
    }

    boolean isConnection(Pid pid) {
        return pid.equals(connection.process().pid());
    }

    private RawConnection raw() {
        return Objects.requireNonNull(raw, "the connection has not been opened");
    }

    private S notNull(@Nullable S next, String callback) {
        return Objects.requireNonNull(next,
                () -> callback + " of " + socket.getClass().getName() + " returned null instead of the next state");
    }
}
