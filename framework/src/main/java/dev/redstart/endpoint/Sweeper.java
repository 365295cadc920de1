package dev.redstart.endpoint;

import java.time.Duration;
import java.util.Map;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;

/** Reminds the IO threads once a second, more often if a limit is short, to look for connections that are silent for too long. */
final class Sweeper implements GenServer<Map<Thread, ConnectionList>, Sweeper.Tick> {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(50);

    record Tick() {}

    private final Map<Thread, ConnectionList> lists;
    private final Duration interval;

    /** @param shortest the shortest time limit of any connection, kept to within half of it */
    Sweeper(Map<Thread, ConnectionList> lists, Duration shortest) {
        this.lists = lists;
        var quarter = shortest.dividedBy(4);
        this.interval = quarter.compareTo(LONGEST) > 0 ? LONGEST : quarter.compareTo(SHORTEST) < 0 ? SHORTEST : quarter;
    }

    @Override
    public InitResult<Map<Thread, ConnectionList>> init(ProcessContext<Tick> context) {
        context.sendAfter(interval, new Tick());
        return InitResult.started(lists);
    }

    @Override
    public Next<Map<Thread, ConnectionList>> handle(Tick tick, Map<Thread, ConnectionList> lists,
            ProcessContext<Tick> context) {
        lists.keySet().removeIf(thread -> !thread.isAlive()); // the IO threads may have been replaced
        lists.values().forEach(ConnectionList::sweepSoon);
        context.sendAfter(interval, tick);
        return Next.same();
    }
}
