package dev.redstart.load.swarm;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.redstart.load.swarm.Connection.Departure;
import org.jspecify.annotations.Nullable;

/**
 * Connections end at a steady rate, the oldest first, by close frame, bare FIN and reset in turn; each is opened anew at the same moment.
 * An operation is done when the new one is joined; its latency runs from when it was due.
 * <p>
 * Threading: the thread of the pace takes the loops in turn; each loop has a queue of its own of its links.
 */
final class Turnover implements Drill {
    private static final Departure[] WAYS = Departure.values();

    private final Tally tally;
    private final double perSecond;
    private final List<Loop> loops = new CopyOnWriteArrayList<>();
    private final Map<Loop, Queue<Link>> oldestFirst = new ConcurrentHashMap<>();
    private int next;
    private @Nullable Pace pace;

    Turnover(Tally tally, double perSecond) {
        this.tally = tally;
        this.perSecond = perSecond;
    }

    @Override
    public void begin(Loop loop) {
        oldestFirst.put(loop, new ArrayDeque<>(loop.members()));
        loops.add(loop);
    }

    @Override
    public synchronized void begun() {
        pace = new Pace(perSecond, this::due);
    }

    @Override
    public void joined(Link link) {
        tally.done(System.nanoTime() - link.openedNanos());
        var queue = oldestFirst.get(link.loop());
        if (queue != null) {
            queue.add(link);
        }
    }

    @Override
    public synchronized void close() {
        if (pace != null) {
            pace.close();
        }
    }

    private void due(long at) {
        int turn = next++;
        var loop = loops.get(turn % loops.size());
        var way = WAYS[turn / loops.size() % WAYS.length];
        loop.tell(() -> replace(loop, way, at));
    }

    private void replace(Loop loop, Departure way, long at) {
        var queue = oldestFirst.getOrDefault(loop, new ArrayDeque<>());
        var oldest = queue.poll();
        while (oldest != null && oldest.connection().state() != Connection.State.JOINED) {
            oldest = queue.poll(); // it has failed, and is counted as that
        }
        if (oldest != null) {
            loop.depart(oldest, way);
            loop.open(oldest.connection().number(), at);
        }
    }
}
