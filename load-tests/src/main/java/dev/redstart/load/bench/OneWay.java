package dev.redstart.load.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Processes that send to one other as fast as it takes the messages. It answers one message of a batch, and each producer has a
 * few batches on the way: no mailbox grows without end, and nobody waits for long.
 */
final class OneWay<A> implements Load {
    private static final int BATCH = 250;
    private static final int BATCHES_ON_THE_WAY = 4;
    private static final Object GO = "go";
    private static final Object NOTE = "note";

    /** The last message of a batch. */
    private record Last(int producer) {}

    private final Actors<A> actors;
    private final List<A> producers = new ArrayList<>(); // complete before the first message is sent
    private final A consumer;
    private final AtomicLong handled = new AtomicLong(); // written by the consumer
    private final LongAdder sent = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final AtomicBoolean stopped = new AtomicBoolean();

    OneWay(Actors<A> actors, int producers) {
        this.actors = actors;
        this.consumer = actors.spawn(this::consume);
        for (int i = 0; i < producers; i++) {
            var last = new Last(i);
            this.producers.add(actors.spawn(_ -> produce(last)));
        }
    }

    private boolean produce(Last last) {
        if (stopped.getOpaque()) {
            ended.increment();
            return true;
        }
        for (int i = 1; i < BATCH; i++) {
            actors.tell(consumer, NOTE);
        }
        actors.tell(consumer, last);
        sent.add(BATCH);
        return true;
    }

    private boolean consume(Object message) {
        handled.setOpaque(handled.getPlain() + 1);
        if (message instanceof Last(int producer)) {
            actors.tell(producers.get(producer), GO);
        }
        return true;
    }

    @Override
    public void start() {
        for (int i = 0; i < BATCHES_ON_THE_WAY; i++) {
            producers.forEach(producer -> actors.tell(producer, GO));
        }
    }

    @Override
    public long operations() {
        return handled.getOpaque();
    }

    @Override
    public void stop() {
        stopped.set(true);
    }

    @Override
    public long missing() throws InterruptedException {
        long batches = (long) producers.size() * BATCHES_ON_THE_WAY;
        Patience.until(() -> ended.sum() == batches && handled.get() == sent.sum());
        return sent.sum() - handled.get() + (batches - ended.sum());
    }
}
