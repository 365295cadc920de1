package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** What comes while the only searcher goes to rest has somebody search for it. */
@JCStressTest
@Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "somebody searches")
@Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "work that nobody looks for")
@State
public class TokenRace {
    private final WorkerScheduler scheduler = new WorkerScheduler(new Watchdog(Watchdog.Mode.OFF, null));
    private final Worker searcher = new Worker(scheduler);

    public TokenRace() {
        scheduler.startSearching();
    }

    @Actor
    public void sender() {
        scheduler.submit(() -> {});
    }

    @Actor
    public void searcher() {
        scheduler.rest(searcher, true);
    }

    @Arbiter
    public void looks(Z_Result result) {
        result.r1 = scheduler.isSearching() || !scheduler.hasWork();
    }
}
