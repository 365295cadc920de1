package dev.redstart.process;

import java.util.concurrent.CompletableFuture;

/** Completes a future at the end of a process. */
final class EndWatch extends Watch {
    private final CompletableFuture<ExitReason> stage = new CompletableFuture<>();

    EndWatch(LocalPid target) {
        super(target);
    }

    @Override
    void down(ExitReason reason) {
        Thread.ofVirtual().name("redstart-ended").start(() -> stage.complete(reason));
    }

    CompletableFuture<ExitReason> stage() {
        return stage;
    }
}
