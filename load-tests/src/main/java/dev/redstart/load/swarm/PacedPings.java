package dev.redstart.load.swarm;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;

/**
 * Pings at a steady rate, by the connections in turn, whether or not the earlier ones are answered (an open loop). Latency runs from
 * when a ping was due.
 * <p>
 * Threading: loops add their links; the thread of the pace takes them.
 */
final class PacedPings implements Drill {
    private final Tally tally;
    private final double perSecond;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private int next;
    private @Nullable Pace pace;

    PacedPings(Tally tally, double perSecond) {
        this.tally = tally;
        this.perSecond = perSecond;
    }

    @Override
    public void begin(Loop loop) {
        links.addAll(loop.members());
    }

    @Override
    public synchronized void begun() {
        if (!links.isEmpty()) {
            pace = new Pace(perSecond, this::due);
        }
    }

    @Override
    public void answered(Link link, long at) {
        tally.done(System.nanoTime() - at);
    }

    @Override
    public synchronized void close() {
        if (pace != null) {
            pace.close();
        }
    }

    private void due(long at) {
        var link = links.get(next++ % links.size());
        link.loop().tell(() -> link.connection().ping(at));
    }
}
