package dev.redstart.process;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A process bound to one thread. */
final class LocalInlineProcess<S, M> extends LocalProcess<S, M> implements InlineProcess<M> {
    private final Executor thread;

    LocalInlineProcess(ProcessKind<S, M> kind, S state, LocalProcess<?, ?> parent, Executor thread) {
        super(kind, state, parent);
        this.thread = thread;
    }

    @Override
    boolean isInline() {
        return true;
    }

    @Override
    void schedule() {
        thread.execute(this);
    }

    @Override
    public void run(Consumer<? super ProcessContext<M>> body) {
        runWith(body);
    }

    @Override
    public void end(ExitReason reason) {
        runWith(_ -> finish(reason, null));
    }
}
