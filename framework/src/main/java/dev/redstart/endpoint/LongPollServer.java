package dev.redstart.endpoint;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;
import dev.redstart.websocket.CloseCode;

/** The behaviour the processes of all long-poll sessions share. Has no state of its own. */
final class LongPollServer implements GenServer<LongPollSession, Object> {
    @Override
    public InitResult<LongPollSession> init(ProcessContext<Object> context) {
        throw new IllegalStateException("the process of a session starts with a ready state");
    }

    @Override
    public Next<LongPollSession> handle(Object message, LongPollSession session, ProcessContext<Object> context) {
        var reason = session.handle(message, context);
        if (reason == null) {
            return Next.same();
        }
        session.driver().closed(reason, context);
        return Next.stop(reason.code() == CloseCode.ABNORMAL
                ? new ExitReason.Shutdown("inactive")
                : Connection.endReason(reason), session);
    }

    @Override
    public Next<LongPollSession> signal(Signal signal, LongPollSession session, ProcessContext<Object> context) {
        return switch (signal) {
            case Signal.Exit(var _, var reason) -> Next.stop(reason, session);
            case Signal.Down down -> {
                session.driver().down(down, context);
                session.settle();
                yield Next.same();
            }
            default -> Next.same();
        };
    }
}
