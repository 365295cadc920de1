package dev.redstart.process;

import java.util.concurrent.Executor;

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
    public void run(Runnable body) {
        runWith(body);
    }
}
