package dev.redstart.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The reply address of an {@code ask}: completes a stage instead of waking a thread. */
final class AskSlot<R> extends ReplySlot<R> implements Runnable {
    private final CompletableFuture<R> stage = new CompletableFuture<>();
    private final Duration timeout;

    AskSlot(LocalPid callee, Duration timeout) {
        super(callee);
        this.timeout = timeout;
    }

    CompletableFuture<R> stage() {
        return stage;
    }

    /** Its time is up. */
    @Override
    public void run() {
        close();
    }

    /** On a thread of its own: whatever the stage's user hangs on it must not run on a replying process's or the timer's thread. */
    @Override
    void completed() {
        Thread.ofVirtual().name("redstart-ask").start(() -> {
            target.detach(this);
            try {
                stage.complete(result(timeout));
            } catch (CallException e) {
                stage.completeExceptionally(e);
            }
        });
    }
}
