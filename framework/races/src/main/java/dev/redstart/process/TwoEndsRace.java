package dev.redstart.process;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZI_Result;

/** One of two that end a process at the same moment has ended it, and its watcher hears of one end. */
@JCStressTest
@Outcome(id = {"true, false, 1", "false, true, 1"}, expect = Expect.ACCEPTABLE, desc = "one of them ended it")
@Outcome(expect = Expect.FORBIDDEN, desc = "ended twice or never, or heard of twice or never")
@State
public class TwoEndsRace {
    private final LocalPid watcher = Races.trapping();
    private final LocalPid target = Races.plain();

    public TwoEndsRace() {
        watcher.startMonitor(target);
    }

    @Actor
    public void killer(ZZI_Result result) {
        result.r1 = target.die(ExitReason.KILLED, null);
    }

    @Actor
    public void other(ZZI_Result result) {
        result.r2 = target.die(ExitReason.SHUTDOWN, null);
    }

    @Arbiter
    public void heard(ZZI_Result result) {
        result.r3 = Races.count(watcher, SystemMessage.Down.class);
    }
}
