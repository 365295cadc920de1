package dev.redstart.load.swarm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntConsumer;

/**
 * Some broadcasts under way at any time, each in a slot of its own with a sender of its own. It only says what has arrived; whoever hears
 * that of all fleets has the next one sent.
 * <p>
 * Threading: loops count in atomic arrays. When a fleet must have all of a round, nothing of the next is sent before, so that rounds do not
 * overlap and the first of a round can reset nothing that is still needed.
 */
final class Broadcasts implements Drill {
    private final Assignment.Broadcast assignment;
    private final Tally tally;
    private final IntConsumer arrived;
    private final String padding;
    private final AtomicInteger receivers = new AtomicInteger();
    private final AtomicReferenceArray<Link> senders;
    private final AtomicIntegerArray sent;
    private final AtomicIntegerArray received;
    /** Rounds of which the fleet has everything. */
    private final AtomicIntegerArray rounds;
    private volatile boolean closed;

    Broadcasts(Assignment.Broadcast assignment, Tally tally, IntConsumer arrived) {
        this.assignment = assignment;
        this.tally = tally;
        this.arrived = arrived;
        this.padding = "x".repeat(assignment.padding());
        this.senders = new AtomicReferenceArray<>(assignment.slots());
        this.sent = new AtomicIntegerArray(assignment.slots());
        this.received = new AtomicIntegerArray(assignment.slots());
        this.rounds = new AtomicIntegerArray(assignment.slots());
    }

    @Override
    public void begin(Loop loop) {
        var members = loop.members();
        receivers.addAndGet(members.size());
        members.stream().filter(link -> link.connection().number() < assignment.slots())
                .forEach(link -> senders.set(link.connection().number(), link));
    }

    @Override
    public void send(int slot) {
        var sender = senders.get(slot);
        if (sender != null && !closed) {
            sender.loop().tell(() -> {
                var shout = new Shout(assignment.run(), slot, sent.getAndIncrement(slot), System.nanoTime());
                sender.connection().shout(shout.payload(padding));
            });
        }
    }

    @Override
    public void pushed(Link link, String event, byte[] message) {
        if (!event.equals(Shout.EVENT)) {
            return;
        }
        var shout = Shout.parse(message);
        if (shout.run() != assignment.run()) {
            return;
        }
        tally.done(System.nanoTime() - shout.at());
        if (assignment.all()) {
            count(shout);
        } else if (link == senders.get(shout.slot())) {
            arrived.accept(shout.slot());
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private void count(Shout shout) {
        int slot = shout.slot();
        if (shout.round() != rounds.get(slot)) {
            throw new WireFault(Fault.SHOUT_UNEXPECTED,
                    "a shout must be of round " + rounds.get(slot) + ", was " + shout);
        }
        if (received.incrementAndGet(slot) == receivers.get()) {
            received.set(slot, 0);
            rounds.incrementAndGet(slot);
            arrived.accept(slot);
        }
    }
}
