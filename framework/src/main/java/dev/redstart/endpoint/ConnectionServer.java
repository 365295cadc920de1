package dev.redstart.endpoint;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;
import dev.redstart.websocket.CloseCode;

/** The behaviour all connection processes share: messages and signals go to the connection's driver. Has no state of its own. */
final class ConnectionServer implements GenServer<ConnectionProcess, Object> {
    @Override
    public InitResult<ConnectionProcess> init(ProcessContext<Object> context) {
        throw new IllegalStateException("a connection process starts with a ready state");
    }

    @Override
    public Next<ConnectionProcess> handle(Object message, ConnectionProcess connection,
            ProcessContext<Object> context) {
        connection.driver.message(message, context);
        return Next.same();
    }

    @Override
    public Next<ConnectionProcess> signal(Signal signal, ConnectionProcess connection, ProcessContext<Object> context) {
        if (signal instanceof Signal.Down down) {
            connection.driver.down(down, context);
        }
        return Next.same();
    }

    /** A supervisor that stops sends the clients elsewhere; a crash is ours; after a normal end the socket is closed already. */
    @Override
    public void terminate(ExitReason reason, ConnectionProcess connection, ProcessContext<Object> context) {
        connection.close(reason.isExpected() ? CloseCode.GOING_AWAY : CloseCode.INTERNAL_ERROR);
    }
}
