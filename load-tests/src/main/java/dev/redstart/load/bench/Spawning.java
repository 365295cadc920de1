package dev.redstart.load.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import dev.redstart.load.bench.Actors.Batch;

/**
 * Processes that start children, each of which gets one message and ends. The last child of a batch asks for the next batch; two
 * are always on the way, so that starting and ending go on at the same time.
 */
final class Spawning<A> implements Load {
    private static final int BATCH = 500;
    private static final int BATCHES_ON_THE_WAY = 2;

    private final Actors<A> actors;
    private final List<A> spawners = new ArrayList<>(); // complete before the first batch is asked for
    private final LongAdder asked = new LongAdder();
    private final LongAdder handled = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final AtomicBoolean stopped = new AtomicBoolean();

    Spawning(Actors<A> actors, int spawners) {
        this.actors = actors;
        for (int i = 0; i < spawners; i++) {
            var batch = new Batch(BATCH, "once", i);
            this.spawners.add(actors.spawner(message -> live(message, batch)));
        }
    }

    private boolean live(Object message, Batch batch) {
        handled.increment();
        if (message instanceof Integer) {
            if (stopped.getOpaque()) {
                ended.increment();
            } else {
                ask(batch);
            }
        }
        return false;
    }

    private void ask(Batch batch) {
        asked.add(batch.size());
        actors.tell(spawners.get((Integer) batch.last()), batch);
    }

    @Override
    public void start() {
        for (int i = 0; i < BATCHES_ON_THE_WAY; i++) {
            for (int spawner = 0; spawner < spawners.size(); spawner++) {
                ask(new Batch(BATCH, "once", spawner));
            }
        }
    }

    @Override
    public long operations() {
        return handled.sum();
    }

    @Override
    public void stop() {
        stopped.set(true);
    }

    @Override
    public long missing() throws InterruptedException {
        long batches = (long) spawners.size() * BATCHES_ON_THE_WAY;
        Patience.until(() -> ended.sum() == batches && handled.sum() == asked.sum());
        return asked.sum() - handled.sum();
    }
}
