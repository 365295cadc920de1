package dev.redstart.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A name on a node, resolved at every use. */
record NamedRef<M>(LocalNode node, Name<M> name) implements ProcessRef<M> {
    @Override
    public void tell(M message) {
        resolve().tell(message);
    }

    @Override
    public <R> R call(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout) {
        return resolve().call(message, timeout);
    }

    @Override
    public <R> CompletionStage<R> ask(Function<? super ReplyTo<R>, ? extends M> message, Duration timeout) {
        try {
            return resolve().ask(message, timeout);
        } catch (CallException.NoProcess e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public Pid pid() {
        return resolve().pid();
    }

    private ProcessRef<M> resolve() {
        return node.whereis(name).orElseThrow(() -> new CallException.NoProcess("named " + name));
    }

    @Override
    public String toString() {
        return name.value();
    }
}
