package dev.redstart.endpoint;

import java.time.Duration;
import java.util.Collection;

import dev.redstart.process.GenServer;
import dev.redstart.process.InitResult;
import dev.redstart.process.Next;
import dev.redstart.process.ProcessContext;

/** Reminds the IO threads once a second to look for connections that are silent for too long. */
final class Sweeper implements GenServer<Collection<ConnectionList>, Sweeper.Tick> {
    static final Duration INTERVAL = Duration.ofSeconds(1);

    record Tick() {}

    private final Collection<ConnectionList> lists;

    Sweeper(Collection<ConnectionList> lists) {
        this.lists = lists;
    }

    @Override
    public InitResult<Collection<ConnectionList>> init(ProcessContext<Tick> context) {
        context.sendAfter(INTERVAL, new Tick());
        return InitResult.started(lists);
    }

    @Override
    public Next<Collection<ConnectionList>> handle(Tick tick, Collection<ConnectionList> lists,
            ProcessContext<Tick> context) {
        lists.forEach(ConnectionList::sweepSoon);
        context.sendAfter(INTERVAL, tick);
        return Next.same();
    }
}
