package dev.redstart.process;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** A process bound to one thread. */
final class LocalInlineProcess<S, M> extends LocalProcess<S, M> implements InlineProcess<M> {
    private final Executor thread;

    LocalInlineProcess(ProcessKind<S, M> kind, S state, LocalPid parent, Executor thread) {
        super(kind, state, parent);
        this.thread = thread;
    }

    @Override
    boolean isInline() {
        return true;
    }

    @Override
    void schedule() {
        try {
            StackRoom.reserve(StackRoom.TO_WAKE);
            thread.execute(this);
        } catch (RejectedExecutionException _) { // the thread is gone: this process will never run again
            neverRuns(new ExitReason.Shutdown("its IO thread has ended"));
        }
    }

    @Override
    void scheduleAgain() {
        schedule();
    }

    @Override
    public void run(Consumer<? super ProcessContext<M>> body) {
        runWith(body);
    }

    @Override
    public void end(ExitReason reason) {
        runWith(_ -> finish(reason, null, null));
    }
}
