package dev.redstart.endpoint;

import java.nio.ByteBuffer;
import java.util.function.Function;

import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.ProcessKind;
import dev.redstart.process.ProcessRef;
import dev.redstart.process.Signal;
import dev.redstart.websocket.CloseCode;
import dev.redstart.websocket.CloseReason;

/**
 * Takes what a client sends off the IO thread, to the process in which the {@link RawSocket} runs. The two end together.
 *
 * <p>Threading: belongs to the connection's process.
 */
final class RawDriver<S> implements ConnectionDriver {
    private final RawSocket<S> socket;
    private final S state;
    private final ProcessKind<RawHandler<S>, Object> kind;
    private final Pid supervisor;
    private final RawFlow flow = new RawFlow();
    @SuppressWarnings("NullAway.Init") // opened comes first
    private Connection connection;
    @SuppressWarnings("NullAway.Init") // as above
    private ProcessRef<Object> handler;

    RawDriver(RawSocket<S> socket, S state, ProcessKind<RawHandler<S>, Object> kind, Pid supervisor) {
        this.socket = socket;
        this.state = state;
        this.kind = kind;
        this.supervisor = supervisor;
    }

    @Override
    public void opened(Connection opened, ProcessContext<Object> context) {
        connection = opened;
        handler = kind.spawn(new RawHandler<>(socket, state, opened, flow), supervisor);
        context.monitor(handler.pid());
        handler.tell(new RawHandler.Opened());
    }

    @Override
    public void text(ByteBuffer utf8, ProcessContext<Object> context) {
        hand(utf8, RawMessage.Text::new);
    }

    @Override
    public void binary(ByteBuffer bytes, ProcessContext<Object> context) {
        hand(bytes, RawMessage.Binary::new);
    }

    @Override
    public void ping(ByteBuffer payload, ProcessContext<Object> context) {
        hand(payload, RawMessage.Ping::new);
    }

    @Override
    public void pong(ByteBuffer payload, ProcessContext<Object> context) {
        hand(payload, RawMessage.Pong::new);
    }

    @Override
    public void lost(int frames, ProcessContext<Object> context) {
        handler.tell(new RawHandler.Lost(frames));
    }

    /** The buffer is the socket's own. */
    private void hand(ByteBuffer content, Function<ByteBuffer, RawMessage> message) {
        var copy = ByteBuffer.allocate(content.remaining()).put(content.duplicate()).flip();
        handler.tell(new RawHandler.Received(message.apply(copy), copy.remaining()));
        flow.sent(copy.remaining(), connection);
    }

    @Override
    public void message(Object message, ProcessContext<Object> context) {}

    @Override
    public void down(Signal.Down down, ProcessContext<Object> context) {
        connection.close(down.reason().isExpected() ? CloseCode.GOING_AWAY : CloseCode.INTERNAL_ERROR);
    }

    @Override
    public void closed(CloseReason reason, ProcessContext<Object> context) {}
}
