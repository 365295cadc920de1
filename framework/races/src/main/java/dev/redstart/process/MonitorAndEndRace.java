package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Whoever monitors a process that ends at the same moment hears of it, once. */
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "heard once")
@Outcome(expect = Expect.FORBIDDEN, desc = "heard twice or never")
@State
public class MonitorAndEndRace {
    private final LocalPid watcher = Races.trapping();
    private final LocalPid target = Races.plain();

    @Actor
    public void watcher() {
        watcher.startMonitor(target);
    }

    @Actor
    public void killer() {
        Races.end(target);
    }

    @Arbiter
    public void heard(I_Result result) {
        result.r1 = Races.count(watcher, SystemMessage.Down.class);
    }
}
