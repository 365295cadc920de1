package dev.redstart.load.bench;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * A process that sends itself one message after the other and every now and then does something: what a process does at a fixed
 * rate when threads from outside get no turn.
 */
final class Ticker<A> implements Load {
    private final Actors<A> actors;
    private final long periodNanos;
    private final Runnable action;
    private final AtomicReference<A> self = new AtomicReference<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final LongAdder done = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private long due = System.nanoTime(); // the process's own

    Ticker(Actors<A> actors, double perSecond, Runnable action) {
        this.actors = actors;
        this.periodNanos = (long) (1e9 / perSecond);
        this.action = action;
        self.set(actors.spawn(this::tick));
    }

    private boolean tick(Object message) {
        if (stopped.getOpaque()) {
            ended.increment();
            return true;
        }
        long now = System.nanoTime();
        if (now - due >= 0) {
            due = now + periodNanos;
            action.run();
            done.increment();
        }
        actors.tell(self.getPlain(), message);
        return true;
    }

    @Override
    public void start() {
        actors.tell(self.get(), "tick");
    }

    @Override
    public long operations() {
        return done.sum();
    }

    @Override
    public void stop() {
        stopped.set(true);
    }

    @Override
    public long missing() throws InterruptedException {
        Patience.until(() -> ended.sum() == 1);
        return 1 - ended.sum();
    }
}
