package dev.redstart.process;

import java.util.function.Supplier;

/** Applies functions to the state; what one of them throws ends the process. */
final class AgentServer<T> implements GenServer<T, AgentRequest<T>> {
    private final Supplier<? extends T> first;

    AgentServer(Supplier<? extends T> first) {
        this.first = first;
    }

    @Override
    public InitResult<T> init(ProcessContext<AgentRequest<T>> context) {
        return InitResult.started(first.get());
    }

    @Override
    public Next<T> handle(AgentRequest<T> request, T state, ProcessContext<AgentRequest<T>> context) {
        return switch (request) {
            case AgentRequest.Get<T, ?> get -> {
                get.reply(state);
                yield Next.same();
            }
            case AgentRequest.Update<T>(var change, var from) -> {
                var changed = change.apply(state);
                from.reply(true);
                yield Next.go(changed);
            }
            case AgentRequest.GetAndUpdate<T, ?> update -> Next.go(update.apply(state));
            case AgentRequest.Cast<T>(var change) -> Next.go(change.apply(state));
        };
    }
}
