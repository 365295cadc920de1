package dev.redstart.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** An address that finds its process anew at every use. */
interface ResolvedRef<M> extends ProcessRef<M> {
    /**
     * The process it means now.
     *
     * @throws CallException.NoProcess if there is none
     */
    ProcessRef<M> resolve();

    @Override
    default void tell(M message) {
        resolve().tell(message);
    }

    @Override
    default <R> R call(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout) {
        return resolve().call(message, timeout);
    }

    @Override
    default <R> CompletionStage<R> ask(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout) {
        try {
            return resolve().ask(message, timeout);
        } catch (CallException.NoProcess e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    default Pid pid() {
        return resolve().pid();
    }
}
