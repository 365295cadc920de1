package dev.redstart.endpoint;

import java.time.Duration;
import java.util.Map;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;

/** Reminds the IO threads once a second to look for connections that are silent for too long. */
final class Sweeper implements GenServer<Map<Thread, ConnectionList>, Sweeper.Tick> {
    static final Duration INTERVAL = Duration.ofSeconds(1);

    record Tick() {}

    private final Map<Thread, ConnectionList> lists;

    Sweeper(Map<Thread, ConnectionList> lists) {
        this.lists = lists;
    }

    @Override
    public InitResult<Map<Thread, ConnectionList>> init(ProcessContext<Tick> context) {
        context.sendAfter(INTERVAL, new Tick());
        return InitResult.started(lists);
    }

    @Override
    public Next<Map<Thread, ConnectionList>> handle(Tick tick, Map<Thread, ConnectionList> lists,
            ProcessContext<Tick> context) {
        lists.keySet().removeIf(thread -> !thread.isAlive()); // the IO threads may have been replaced
        lists.values().forEach(ConnectionList::sweepSoon);
        context.sendAfter(INTERVAL, tick);
        return Next.same();
    }
}
