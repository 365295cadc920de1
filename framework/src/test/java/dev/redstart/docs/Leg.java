package dev.redstart.docs;

import dev.redstart.process.ExitReason;
import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.Pid;
import dev.redstart.process.ProcessContext;

// @start region="link"
/** One side of a phone call. One without the other makes no sense, so they are linked. */
final class Leg implements GenServer<Boolean, Leg.Message> {
    sealed interface Message {}

    record Connect(Pid other) implements Message {}

    record HangUp() implements Message {}

    @Override
    public InitResult<Boolean> init(ProcessContext<Message> context) {
        return InitResult.started(true);
    }

    @Override
    public Next<Boolean> handle(Message message, Boolean state, ProcessContext<Message> context) {
        return switch (message) {
            case Connect(var other) -> {
                context.link(other);
                yield Next.same();
            }
            case HangUp() -> Next.stop(new ExitReason.Shutdown("hung up"), state);
        };
    }
}
// @end
