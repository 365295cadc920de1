package dev.redstart.stage;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;
import dev.redstart.process.Signal;

/** Runs the subscribers that are none of ours, each in a process of its own, which lives as long as the subscription. */
final class SubscriberServer<O> implements GenServer<Outside<O>, StageMessage<Void>> {
    @Override
    public InitResult<Outside<O>> init(ProcessContext<StageMessage<Void>> context) {
        throw new UnsupportedOperationException("a subscriber's process starts with a state");
    }

    @Override
    public Next<Outside<O>> handle(StageMessage<Void> message, Outside<O> outside,
            ProcessContext<StageMessage<Void>> context) {
        return switch (message) {
            case StageMessage.Proceed<Void>() -> whether(outside.begin(context), outside);
            case StageMessage.Opened<Void> opened -> {
                outside.opened(opened, context);
                yield Next.same();
            }
            case StageMessage.Ask<Void>(_, var items) -> whether(outside.ask(items), outside);
            case StageMessage.Arrived<Void>(_, var items) -> {
                outside.items(items);
                yield Next.same();
            }
            case StageMessage.Closed<Void>(_, var reason) -> {
                outside.ended(reason, context);
                yield Next.stop(outside);
            }
            case StageMessage.Cancel<Void>(_) -> Next.stop(outside); // the stage hears of the end
            case StageMessage.Subscribe<Void> _,StageMessage.Push<Void> _ -> Next.same();
        };
    }

    private static <O> Next<Outside<O>> whether(boolean goesOn, Outside<O> outside) {
        return goesOn ? Next.same() : Next.stop(outside);
    }

    @Override
    public Next<Outside<O>> signal(Signal signal, Outside<O> outside, ProcessContext<StageMessage<Void>> context) {
        if (signal instanceof Signal.Down(_, _, var reason)) {
            outside.ended(reason, context);
            return Next.stop(outside);
        }
        return Next.same();
    }
}
