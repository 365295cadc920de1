package dev.redstart.load.swarm;

/** Every connection sends a ping when the one before is answered (a closed loop: a slow server is asked less). */
final class Pings implements Drill {
    private final Tally tally;
    private volatile boolean closed;

    Pings(Tally tally) {
        this.tally = tally;
    }

    @Override
    public void begin(Loop loop) {
        loop.members().forEach(Pings::ping);
    }

    @Override
    public void answered(Link link, long at) {
        tally.done(System.nanoTime() - at);
        if (!closed) {
            ping(link);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private static void ping(Link link) {
        link.connection().ping(System.nanoTime());
    }
}
