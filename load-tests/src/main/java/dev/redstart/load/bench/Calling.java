package dev.redstart.load.bench;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/** One caller that makes one call after the other. */
final class Calling<A> implements Load {
    private final Actors<A> actors;
    private final boolean fromProcess;
    private final AtomicLong answered = new AtomicLong(); // written by the caller
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final LongAdder ended = new LongAdder();

    /**
     * @param fromProcess whether the caller is a process; else it is a platform thread
     */
    Calling(Actors<A> actors, boolean fromProcess) {
        this.actors = actors;
        this.fromProcess = fromProcess;
    }

    /** {@return whether to go on} */
    private boolean count() {
        answered.setOpaque(answered.getPlain() + 1);
        if (!stopped.getOpaque()) {
            return true;
        }
        ended.increment();
        return false;
    }

    @Override
    public void start() {
        var echo = actors.echo();
        BooleanSupplier count = this::count;
        if (fromProcess) {
            actors.tell(actors.caller(echo, count), "go");
        } else {
            Thread.ofPlatform().name("caller").daemon().start(() -> callInTurn(echo));
        }
    }

    private void callInTurn(A echo) {
        try {
            do {
                actors.call(echo);
            } while (count());
        } catch (Exception e) {
            actors.failures().note(e.toString());
        }
    }

    @Override
    public long operations() {
        return answered.getOpaque();
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
