package dev.redstart.load.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/** {@link Hogs} at work. Only a thread that does not depend on them can stop them. */
final class Hogging<A> implements Load {
    private final Actors<A> actors;
    private final Hogs hogs;
    private final List<A> members = new ArrayList<>(); // complete before the first is told to compute
    private final LongAdder turns = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final AtomicBoolean enough = new AtomicBoolean();

    Hogging(Actors<A> actors, Hogs hogs) {
        this.actors = actors;
        this.hogs = hogs;
        for (int i = 0; i < hogs.count(); i++) {
            int self = i;
            members.add(actors.spawn(_ -> compute(self)));
        }
    }

    private boolean compute(int self) {
        long until = System.nanoTime() + hogs.millis() * 1_000_000L;
        while (!enough.get() && (hogs.millis() == 0 || System.nanoTime() < until)) {
            Thread.onSpinWait();
        }
        turns.increment();
        if (enough.get()) {
            ended.increment();
        } else {
            actors.tell(members.get(self), "again");
        }
        return true;
    }

    @Override
    public void start() {
        members.forEach(hog -> actors.tell(hog, "compute"));
    }

    @Override
    public long operations() {
        return turns.sum();
    }

    @Override
    public void stop() {
        enough.set(true);
    }

    @Override
    public long missing() throws InterruptedException {
        Patience.until(() -> ended.sum() == hogs.count());
        return hogs.count() - ended.sum();
    }
}
