package dev.redstart.load.swarm;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Broadcasts to one topic: what does a delivery cost? With {@code stalled} connections more, that join and then do not read: what do the
 * others notice, what does the server keep for them, and what are they told?
 */
final class FanOutMode {
    private static final Duration LATE_NEWS = Duration.ofSeconds(5);
    /** What a connection of ours says, and its envelope, without padding: about 120 bytes on the wire. */
    private static final int USUAL_BYTES = 120;

    /**
     * How much and how long.
     *
     * @param inFlight broadcasts under way at once, each with a sender of its own
     * @param bytes    of a broadcast, about
     * @param all      whether the next is sent when all have the one before; else when its sender has it
     * @param stalled  connections more, that do not read
     * @param trace    how long the server's sends are counted at the end, which slows it down; zero: not
     */
    record Size(int connections, int inFlight, int bytes, boolean all, int stalled, Duration warmUp,
            Duration measure, Duration trace) {
        Size {
            if (inFlight < 1 || inFlight > connections) {
                throw new IllegalArgumentException(
                        "in-flight must be >= 1 and <= conns=" + connections + ", was " + inFlight);
            }
            if (stalled < 0) {
                throw new IllegalArgumentException("stalled must be >= 0, was " + stalled);
            }
        }

        private int padding() {
            return Math.max(0, bytes - USUAL_BYTES);
        }
    }

    private FanOutMode() {}

    static String rowOf(int inFlight) {
        return "delivery, " + inFlight + " in flight";
    }

    static ModeReport run(Session session, Size size) throws InterruptedException {
        session.openAndWeigh(size.connections());
        broadcast(session, size);
        if (!size.trace().isZero()) {
            session.squads().broadcast(size.inFlight(), size.padding(), size.all());
            session.trace("sends per delivery while traced", size.trace());
            session.squads().rest();
        }
        if (size.stalled() > 0) {
            withStalled(session, size);
        }
        return session.report("fan-out",
                "%,d subscribers of one topic at %s, %d broadcasts of about %,d bytes in flight, the next when %s"
                        .formatted(size.connections(), session.plan().url(), size.inFlight(),
                                Math.max(USUAL_BYTES, size.bytes()),
                                size.all() ? "all have it" : "its sender has it"),
                Map.of("connections", size.connections(), "inFlight", size.inFlight(), "bytes", size.bytes(), "await",
                        size.all() ? "all" : "sender", "stalled", size.stalled(), "warmUp", size.warmUp().toMillis(),
                        "measure", size.measure().toMillis()));
    }

    /** To connections that are open. */
    static void broadcast(Session session, Size size) throws InterruptedException {
        session.squads().broadcast(size.inFlight(), size.padding(), size.all());
        session.pass("warm-up", size.warmUp());
        var row = session.measure(rowOf(size.inFlight()), size.measure());
        session.figure("broadcasts per second, " + size.inFlight() + " in flight",
                row.perSecond() / size.connections());
        session.squads().rest();
    }

    private static void withStalled(Session session, Size size) throws InterruptedException {
        var tally = new Tally();
        try (var stalled = new Fleet(session.plan().forStalled(), tally)) {
            session.await("opening stalled ones",
                    stalled.open(size.connections(), size.connections() + size.stalled()));
            session.weigh("before the stall");
            stalled.reads(false).join();
            session.squads().broadcast(size.inFlight(), size.padding(), size.all());
            session.measure("the same, " + size.stalled() + " stalled", size.measure());
            session.squads().rest();
            session.weigh("after the stall");
            stalled.reads(true).join();
            awaitNews(tally);
            session.figure("stalled ones still open", (double) tally.alive());
            tally.errors().forEach(error -> session
                    .figure("stalled ones: " + error.name() + ", first: " + error.first(), (double) error.count()));
        }
    }

    /** They read what is left for them, and then their end if they have one. */
    private static void awaitNews(Tally tally) throws InterruptedException {
        long end = System.nanoTime() + LATE_NEWS.toNanos();
        while (tally.alive() > 0 && end - System.nanoTime() > 0) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
