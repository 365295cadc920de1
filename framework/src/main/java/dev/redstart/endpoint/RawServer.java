package dev.redstart.endpoint;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;

/** The behaviour the processes of one {@link RawSocket} share. Has no state of its own. */
final class RawServer<S> implements GenServer<RawHandler<S>, Object> {
    @Override
    public InitResult<RawHandler<S>> init(ProcessContext<Object> context) {
        throw new IllegalStateException("the process of a raw socket starts with a ready state");
    }

    @Override
    public Next<RawHandler<S>> handle(Object message, RawHandler<S> handler, ProcessContext<Object> context)
            throws Exception {
        switch (message) {
            case RawHandler.Received received -> handler.received(received);
            case RawHandler.Lost(var frames) -> handler.lost(frames);
            case RawHandler.Opened _ -> handler.opened(context);
            default -> handler.info(message);
        }
        return Next.same();
    }

    @Override
    public Next<RawHandler<S>> signal(Signal signal, RawHandler<S> handler, ProcessContext<Object> context)
            throws Exception {
        switch (signal) {
            case Signal.Down(var _, var pid, var reason) when handler.isConnection(pid) -> {
                return Next.stop(reason.isExpected() ? reason : new ExitReason.Shutdown("closed"), handler);
            }
            case Signal.Exit(var _, var reason) -> {
                return Next.stop(reason, handler);
            }
            default -> handler.info(signal);
        }
        return Next.same();
    }

    @Override
    public void terminate(ExitReason reason, RawHandler<S> handler, ProcessContext<Object> context) throws Exception {
        handler.terminate(reason);
    }
}
