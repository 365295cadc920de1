package dev.redstart.process;

import java.lang.ref.Cleaner;

import org.jspecify.annotations.Nullable;

/**
 * The reply address of a call on a development node. When nobody can use it any more and nobody has, the call will never be answered, and
 * an event tells which.
 *
 * <p>Threading: whoever has it may use it; the event is told on the cleaner's thread, at some garbage collection.
 */
final class WatchedReply<R> implements ReplyTo<R> {
    private static final Cleaner CLEANER = Cleaner
            .create(Thread.ofPlatform().daemon().name("redstart-replies").factory());

    /** What is left of it when it is gone. */
    private static final class Remains implements Runnable {
        private final LocalPid server;
        private volatile boolean answered;
        private volatile @Nullable String message;

        Remains(LocalPid server) {
            this.server = server;
        }

        @Override
        public void run() {
            var unanswered = message;
            if (unanswered != null && !answered && !server.hasEnded()) {
                server.node().telemetry().emit(new CallNeverAnswered(server, server.label(), unanswered));
            }
        }
    }

    private final ReplySlot<R> slot;
    private final Remains remains;
    private final Cleaner.Cleanable cleanable;

    @SuppressWarnings("this-escape") // to the cleaner, which never looks at it
    WatchedReply(ReplySlot<R> slot) {
        this.slot = slot;
        this.remains = new Remains(slot.target);
        this.cleanable = CLEANER.register(this, remains);
    }

    @Override
    public void reply(R reply) {
        remains.answered = true;
        cleanable.clean();
        slot.reply(reply);
    }

    /** The message has reached the handler, from where an answer may be expected. */
    void handled(Object message) {
        remains.message = message.getClass().getName();
    }

    /** The slot behind {@code address}, or null if there is none. */
    static @Nullable ReplySlot<?> slot(@Nullable Object address) {
        return switch (address) {
            case ReplySlot<?> slot -> slot;
            case WatchedReply<?> watched -> watched.slot;
            case null, default -> null;
        };
    }

    @Override
    public String toString() {
        return slot.toString();
    }
}
