package dev.redstart.channels.test;

import dev.redstart.endpoint.Connection;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;

/** The behaviour of the processes of test clients' connections. Has no state of its own. */
final class MemoryServer implements GenServer<MemoryConnection, Object> {
    @Override
    public InitResult<MemoryConnection> init(ProcessContext<Object> context) {
        throw new IllegalStateException("the process of a test client starts with a ready state");
    }

    @Override
    public Next<MemoryConnection> handle(Object message, MemoryConnection connection, ProcessContext<Object> context) {
        switch (message) {
            case MemoryConnection.Event.Opened _ -> connection.opened(context);
            case MemoryConnection.Event.Received(var isText, var bytes) -> {
                if (isText) {
                    connection.driver().text(bytes, context);
                } else {
                    connection.driver().binary(bytes, context);
                }
            }
            case MemoryConnection.Event.Closed(var reason) -> {
                connection.driver().closed(reason, context);
                return Next.stop(Connection.endReason(reason), connection);
            }
            default -> connection.driver().message(message, context);
        }
        return Next.same();
    }

    @Override
    public Next<MemoryConnection> signal(Signal signal, MemoryConnection connection, ProcessContext<Object> context) {
        return switch (signal) {
            case Signal.Exit(var _, var reason) -> Next.stop(reason, connection);
            case Signal.Down down -> {
                connection.driver().down(down, context);
                yield Next.same();
            }
            default -> Next.same();
        };
    }
}
