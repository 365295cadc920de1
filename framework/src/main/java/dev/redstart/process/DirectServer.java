package dev.redstart.process;

/** Runs the body of a {@link DirectProcess} as a callback that lasts as long as the process. The state is the body itself. */
final class DirectServer<M> implements GenServer<DirectProcess<M>, M> {
    /** Unwinds a body whose process is told to end by its parent. */
    static final class ToldToEnd extends Error {
        private static final long serialVersionUID = 1L;

        private final transient ExitReason reason;

        ToldToEnd(ExitReason reason) {
            super("told to end: " + reason, null, false, false);
            this.reason = reason;
        }
    }

    private final DirectProcess<M> body;

    DirectServer(DirectProcess<M> body) {
        this.body = body;
    }

    DirectProcess<M> body() {
        return body;
    }

    @Override
    public InitResult<DirectProcess<M>> init(ProcessContext<M> context) {
        return InitResult.continueWith(body, body);
    }

    @Override
    public Next<DirectProcess<M>> continueWith(Object continuation, DirectProcess<M> state, ProcessContext<M> context)
            throws Exception {
        try {
            body.run((DirectContext<M>) context);
            return Next.stop(body);
        } catch (ToldToEnd e) {
            return Next.stop(e.reason, body);
        }
    }

    @Override
    public Next<DirectProcess<M>> handle(M message, DirectProcess<M> state, ProcessContext<M> context) {
        throw new AssertionError("a process in the direct style takes its messages itself");
    }
}
